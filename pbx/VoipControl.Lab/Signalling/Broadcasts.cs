using VoipControl.Lab.Calls;
using VoipControl.Lab.Channels;

namespace VoipControl.Lab.Signalling;

/// <summary>uuid_broadcast on real legs: what is played takes the place of what the leg heard, until its end.</summary>
internal sealed class Broadcasts(SwitchLife life)
{
    /// <summary>Callers hold the gate.</summary>
    public void Play(Channel c, string path)
    {
        if (PlaybackSource.Open(path) is not { } source)
        {
            life.Sip!.Complain($"leg {c.Uuid}: {path} cannot be played");
            return;
        }
        c.Sip!.Playing?.Stop(life.Steps, c);
        life.Steps.Playback(c, source.Path, start: true);
        _ = EndAsync(c, source, c.Sip.PlayAsync(source));
    }

    private async Task EndAsync(Channel c, PlaybackSource source, Task<bool> played)
    {
        await played.ConfigureAwait(false);
        lock (life.Core.Gate)
        {
            if (!c.Ended && !life.Core.Dead)
                source.Stop(life.Steps, c);
        }
        source.Dispose();
    }
}
