using System.Text;
using VoipControl.Lab.Channels;

namespace VoipControl.Lab.Flood;

/// <summary>An event of a flood taken out of its stream, because a fault or a filter wants to look at it.</summary>
internal sealed class FloodEvent : OutgoingEvent
{
    public required byte[] Plain { get; init; }
    public required byte[] Json { get; init; }

    public override ReadOnlySpan<byte> Bytes(bool json) => json ? Json : Plain;

    public override string? HeaderValue(string name)
    {
        var text = Encoding.ASCII.GetString(Plain);
        var at = text.IndexOf($"\n{name}: ", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return null;
        at += name.Length + 3;
        return Uri.UnescapeDataString(text[at..text.IndexOf('\n', at)]);
    }
}
