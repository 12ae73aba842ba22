namespace VoipControl.Sip.Rtp;

/// <summary>
/// Listens to one leg: counts and times its packets, decodes G.711, recognises tones and digits. It owns no socket; packets come
/// with the monotonic timestamp of their arrival. Safe for several threads.
/// </summary>
public sealed class RtpReceiver
{
    // More audio than this is not missing but another time: the far end paused, or counts anew.
    private const int MostMissing = G711.SampleRate;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly DateTimeOffset _startedUtc;
    private readonly SequenceTracker _sequence = new();
    private readonly JitterMeter _jitter = new();
    private readonly GapMeter _gaps;
    private readonly DigitReceiver _digits;
    private readonly ToneDetector? _tones;
    private readonly long[] _types = new long[128];
    private readonly short[] _pcm = new short[RtpPacket.MaxLength];
    private byte? _eventType;
    private long _packets;
    private long _bytes;
    private long _unknown;
    private long _malformed;
    private long _control;
    private long _ssrcChanges;
    private uint? _ssrc;
    private TimeSpan? _first;
    private TimeSpan? _last;
    private uint? _nextTimestamp;

    /// <param name="time">Gives the monotonic clock and UTC; asked once here and at each snapshot.</param>
    /// <param name="options">What to measure.</param>
    /// <exception cref="ArgumentException">A tone cannot be listened for.</exception>
    public RtpReceiver(TimeProvider time, RtpReceiverOptions? options = null)
    {
        options ??= new RtpReceiverOptions();
        _time = time;
        _startedAt = time.GetTimestamp();
        _startedUtc = time.GetUtcNow();
        _gaps = new GapMeter(options.GapThreshold, options.MaxGaps, _startedUtc);
        _digits = new DigitReceiver(options.MaxDigits);
        _tones = options.Tones.Count > 0 ? new ToneDetector(options.Tones) : null;
    }

    /// <summary>The payload type that the far end was told to use for telephone-event; null takes none.</summary>
    public byte? TelephoneEventType
    {
        get
        {
            lock (_gate) return _eventType;
        }

        set
        {
            lock (_gate) _eventType = value;
        }
    }

    /// <summary>Hears the decoded audio. Late and doubled packets are left out.</summary>
    public PcmTap? Tap { get; set; }

    /// <summary>Told of each digit when it is over, on the thread that brought the packet.</summary>
    public Action<ReceivedDigit>? DigitReceived { get; set; }

    /// <summary>Takes a datagram; returns false and counts it when it is not RTP.</summary>
    /// <param name="datagram">As it came.</param>
    /// <param name="timestamp">Arrival, as <see cref="TimeProvider.GetTimestamp"/> counts.</param>
    public bool Receive(ReadOnlySpan<byte> datagram, long timestamp)
    {
        if (RtpPacket.TryParse(datagram, out var packet))
        {
            Receive(packet, timestamp);
            return true;
        }

        Refuse(datagram);
        return false;
    }

    /// <summary>Takes a packet that was parsed already; returns the samples that are missing before it.</summary>
    /// <inheritdoc cref="Receive(ReadOnlySpan{byte}, long)" path="/param[@name='timestamp']"/>
    public int Receive(in RtpPacket packet, long timestamp)
    {
        ReceivedDigit[] digits;
        var missing = 0;
        lock (_gate)
        {
            var now = _time.GetElapsedTime(_startedAt, timestamp);
            _packets++;
            _bytes += packet.Payload.Length;
            _types[packet.PayloadType]++;
            _first ??= now;
            _last = now;
            _gaps.Take(now);
            if (_ssrc != packet.Ssrc) BeginStream(packet.Ssrc);
            var arrival = _sequence.Take(packet.SequenceNumber);
            if (RtpPayloadTypes.IsAudio(packet.PayloadType))
            {
                if (arrival != SequenceTracker.Arrival.Duplicate) _jitter.Take(now, packet.Timestamp);
                if (arrival == SequenceTracker.Arrival.Newest)
                {
                    _digits.TakeAudio(packet.Timestamp);
                    missing = Listen(packet, now);
                }
            }
            else if (packet.PayloadType == _eventType)
            {
                if (TelephoneEvent.TryParse(packet.Payload, out var read)) _digits.Take(read, packet.Timestamp, now);
            }
            else if (packet.PayloadType != RtpPayloadTypes.ComfortNoise)
            {
                _unknown++;
            }

            digits = _digits.TakeCompleted();
        }

        foreach (var digit in digits) DigitReceived?.Invoke(digit);
        return missing;
    }

    /// <summary>Whether the far end is expected to send: false on hold, so that its silence is not measured as a gap.</summary>
    public void Expect(bool packets)
    {
        lock (_gate) _gaps.Expect(packets, _time.GetElapsedTime(_startedAt));
    }

    /// <summary>Everything that is known at this moment, or at another monotonic time after the last packet.</summary>
    public RtpReceiveStatistics Snapshot(long? at = null)
    {
        lock (_gate)
        {
            var now = at is { } timestamp ? _time.GetElapsedTime(_startedAt, timestamp) : _time.GetElapsedTime(_startedAt);
            return new RtpReceiveStatistics
            {
                StartedUtc = _startedUtc,
                At = now,
                Packets = _packets,
                PayloadBytes = _bytes,
                Lost = _sequence.Lost,
                OutOfOrder = _sequence.OutOfOrder,
                Duplicates = _sequence.Duplicates,
                JitterMilliseconds = _jitter.Milliseconds,
                MaxJitterMilliseconds = _jitter.MaxMilliseconds,
                FirstPacket = _first,
                LastPacket = _last,
                LargestGap = _gaps.Largest,
                OpenGap = _gaps.OpenAt(now),
                Gaps = _gaps.Gaps,
                GapCount = _gaps.Count,
                Ssrc = _ssrc,
                SsrcChanges = _ssrcChanges,
                SequenceRestarts = _sequence.Restarts,
                PayloadTypes = TypesSeen(),
                UnknownType = _unknown,
                Malformed = _malformed,
                Control = _control,
                Tones = _tones?.HeardAt(now) ?? [],
                Audible = _tones?.Audible ?? TimeSpan.Zero,
                Digits = _digits.Digits,
                DigitCount = _digits.Count,
            };
        }
    }

    /// <summary>Counts a datagram that is no RTP packet.</summary>
    internal void Refuse(ReadOnlySpan<byte> datagram)
    {
        lock (_gate)
        {
            if (RtpPacket.IsControl(datagram)) _control++;
            else _malformed++;
        }
    }

    private void BeginStream(uint ssrc)
    {
        if (_ssrc is not null) _ssrcChanges++;
        _ssrc = ssrc;
        _sequence.BeginStream();
        _jitter.BeginStream();
        _nextTimestamp = null;
        _tones?.Skip();
        _digits.BeginStream();
    }

    private int Listen(in RtpPacket packet, TimeSpan now)
    {
        var missing = _nextTimestamp is { } expected ? (int)(packet.Timestamp - expected) : 0;
        _nextTimestamp = packet.Timestamp + (uint)packet.Payload.Length;
        var continues = missing == 0;
        if (missing is < 0 or > MostMissing) missing = 0;
        var tap = Tap;
        if (_tones is null && tap is null) return missing;
        var samples = _pcm.AsSpan(0, packet.Payload.Length);
        G711.Decode(packet.PayloadType, packet.Payload, samples);
        if (!continues) _tones?.Skip();
        _tones?.Take(samples, now);
        tap?.Invoke(samples, missing);
        return missing;
    }

    private List<KeyValuePair<byte, long>> TypesSeen()
    {
        var seen = new List<KeyValuePair<byte, long>>();
        for (var type = 0; type < _types.Length; type++)
        {
            if (_types[type] > 0) seen.Add(new((byte)type, _types[type]));
        }

        return seen;
    }
}
