using System.Net;

namespace VoipControl.Sip.Rtp;

/// <summary>
/// The media of one leg: a port, what is sent from it and what is heard on it. The leg of a telephone, or one of the legs of a
/// back-to-back agent, which are joined by an <see cref="RtpRelay"/>.
/// </summary>
public sealed class MediaSession : IAsyncDisposable
{
    // In a row from one address, while the named one is silent: a single forged packet moves nothing.
    private const int PacketsToLearn = 5;

    private readonly RtpPort _port;
    private readonly IDisposable _ticking;
    private readonly bool _learns;
    private readonly Lock _gate = new();
    private volatile IPEndPoint? _remote;
    private IPEndPoint? _told;
    private MediaSession? _onward;
    private IPEndPoint? _candidate;
    private int _candidatePackets;
    private bool _remoteHeard;
    private long _strangers;
    private Codecs _codecs = new(RtpPayloadTypes.Pcmu, null, false);
    private int _disposed;

    /// <param name="port">Not started yet; owned from now on.</param>
    /// <param name="clock">Paces what is sent; not owned.</param>
    /// <param name="time">Measures.</param>
    /// <param name="random">SSRC, first sequence number and timestamp.</param>
    /// <param name="options">How it behaves.</param>
    public MediaSession(RtpPort port, MediaClock clock, TimeProvider time, Random random, MediaSessionOptions? options = null)
    {
        options ??= new MediaSessionOptions();
        _port = port;
        _learns = options.LearnRemote;
        Clock = clock;
        Receiver = new RtpReceiver(time, options.Receiver);
        Sender = new RtpSender(port, time, random) { Idle = options.Idle };
        port.Start(Take);
        _ticking = clock.Register(Sender.Tick);
    }

    /// <summary>The address and port that the far end is to be told.</summary>
    public IPEndPoint LocalEndPoint => _port.LocalEndPoint;

    /// <summary>What is sent.</summary>
    public RtpSender Sender { get; }

    /// <summary>What is heard.</summary>
    public RtpReceiver Receiver { get; }

    /// <summary>Paces what is sent.</summary>
    public MediaClock Clock { get; }

    /// <summary>Where packets go and come from: the negotiated address, or the learned one; null while there is none.</summary>
    public IPEndPoint? Remote => _remote;

    /// <summary>Takes what was negotiated; may be called again at any time (re-INVITE, UPDATE).</summary>
    /// <param name="remote">The far end's media address; null when it has none (no audio, port 0).</param>
    /// <param name="payloadType">0 (PCMU) or 8 (PCMA): what to send. Both are understood.</param>
    /// <param name="telephoneEventType">The type for digits in both directions, 96 to 127; null for none.</param>
    /// <param name="sendAllowed">Whether the far end wants to hear anything: false when it has put us on hold.</param>
    /// <param name="receiveExpected">Whether the far end is to send: false when we hold it; its silence is then no gap.</param>
    /// <exception cref="ArgumentOutOfRangeException">A payload type is not one of these.</exception>
    public void SetRemote(IPEndPoint? remote, byte payloadType, byte? telephoneEventType, bool sendAllowed = true, bool receiveExpected = true)
    {
        lock (_gate)
        {
            // The same address again (hold, a session refresh) leaves a learned one in its place: behind a NAT the told one leads
            // nowhere. But another may be learned, should the far end have moved.
            var isSame = remote is not null && remote.Equals(_told);
            Sender.SetRemote(isSame ? _remote : remote, payloadType, telephoneEventType, sendAllowed);
            _codecs = new Codecs(payloadType, telephoneEventType, sendAllowed);
            (_candidate, _candidatePackets, _remoteHeard) = (null, 0, false);
            if (!isSame) _told = _remote = remote;

            Receiver.TelephoneEventType = telephoneEventType;
            Receiver.Expect(receiveExpected && remote is not null);
        }
    }

    /// <summary>The state of both directions now, or at another monotonic time after the last packet.</summary>
    public MediaStatistics Snapshot(long? at = null) => new()
    {
        Received = Receiver.Snapshot(at),
        PacketsSent = Sender.Packets,
        PayloadBytesSent = Sender.PayloadBytes,
        SendErrors = _port.SendErrors,
        Strangers = Interlocked.Read(ref _strangers),
        Remote = _remote,
    };

    /// <summary>Ends it: the port is closed, digits and playback that wait are told.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _ticking.Dispose();
        // Whoever heard this leg has its own sound again.
        Interlocked.Exchange(ref _onward, null)?.Sender.Relay(false);
        await _port.DisposeAsync().ConfigureAwait(false);
        Sender.Close();
    }

    /// <summary>Passes what comes on to another leg, or to itself (echo), from now on.</summary>
    internal void PassTo(MediaSession other)
    {
        var before = Interlocked.Exchange(ref _onward, other);
        if (before != other) before?.Sender.Relay(false);
        other.Sender.Relay(true);
    }

    /// <summary>Passes nothing on any more, if it is still this leg that hears it.</summary>
    internal void StopPassingTo(MediaSession other)
    {
        if (Interlocked.CompareExchange(ref _onward, null, other) == other) other.Sender.Relay(false);
    }

    private void Take(ReadOnlySpan<byte> datagram, IPEndPoint from, long timestamp)
    {
        var isRtp = RtpPacket.TryParse(datagram, out var packet);
        if (!from.Equals(_remote))
        {
            if (!Learn(from, isRtp && RtpPayloadTypes.IsAudio(packet.PayloadType)))
            {
                Interlocked.Increment(ref _strangers);
                return;
            }
        }
        else if (isRtp)
        {
            _remoteHeard = true;
        }

        if (!isRtp)
        {
            Receiver.Refuse(datagram);
            return;
        }

        var missing = Receiver.Receive(packet, timestamp);
        Volatile.Read(ref _onward)?.Sender.Forward(packet, Receiver.TelephoneEventType, missing);
    }

    private bool Learn(IPEndPoint from, bool isAudio)
    {
        if (!_learns || !isAudio || _remoteHeard) return false;
        lock (_gate)
        {
            if (_remote is null) return false;
            _candidatePackets = from.Equals(_candidate) ? _candidatePackets + 1 : 1;
            _candidate = from;
            if (_candidatePackets < PacketsToLearn) return false;
            _remote = from;
            _remoteHeard = true;
            Sender.SetRemote(from, _codecs.Audio, _codecs.TelephoneEvent, _codecs.SendAllowed);
            return true;
        }
    }

    private sealed record Codecs(byte Audio, byte? TelephoneEvent, bool SendAllowed);
}
