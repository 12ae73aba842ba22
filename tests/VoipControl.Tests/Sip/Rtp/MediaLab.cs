using System.Collections.Concurrent;
using System.Net;
using NUnit.Framework;
using VoipControl.Sip.Rtp;
using VoipControl.Testing;

namespace VoipControl.Tests.Sip.Rtp;

/// <summary>Ports on loopback, a running clock, and legs that know each other. Whatever failed in the background fails the test.</summary>
internal sealed class MediaLab : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<Exception> _errors = new();
    private readonly List<MediaSession> _legs = [];
    private int _seed = 1;

    public MediaLab()
    {
        Ports = new RtpPorts(IPAddress.Loopback, RtpPortRange.Any, new Random(0), TimeProvider.System, _errors.Enqueue);
        Clock = new MediaClock(TimeProvider.System, _errors.Enqueue);
    }

    public RtpPorts Ports { get; }

    public MediaClock Clock { get; }

    public MediaSession Leg(IAudioSource? idle, params double[] tones) =>
        Leg(new MediaSessionOptions { Idle = idle, Receiver = new RtpReceiverOptions { Tones = tones } });

    public MediaSession Leg(MediaSessionOptions options)
    {
        var leg = new MediaSession(Ports.Open(), Clock, TimeProvider.System, new Random(_seed++), options);
        _legs.Add(leg);
        return leg;
    }

    /// <summary>Lets two legs talk to each other.</summary>
    public static void Join(MediaSession one, MediaSession other, byte law = RtpPayloadTypes.Pcmu, byte? digits = 101)
    {
        one.SetRemote(other.LocalEndPoint, law, digits);
        other.SetRemote(one.LocalEndPoint, law, digits);
    }

    public static Task UntilAsync(string what, Func<bool> condition) => Poll.UntilAsync(what, Patience, TimeProvider.System, condition);

    public static Task UntilHeardAsync(MediaSession leg, double tone) =>
        UntilAsync($"a tone of {tone} Hz", () => leg.Snapshot().Received.Tones.Any(t => t.IsHeardNow && t.Frequency == tone));

    public async ValueTask DisposeAsync()
    {
        foreach (var leg in _legs) await leg.DisposeAsync();
        Clock.Dispose();
        Ports.Dispose();
        Assert.That(_errors, Is.Empty);
    }
}
