using System.Net;

namespace VoipControl.Sip.Rtp;

/// <summary>
/// Sends one stream from one port: audio from a source, digits, or packets of another leg that are passed on. Whatever feeds
/// it, the far end hears one SSRC with sequence numbers and timestamps that go on.
/// </summary>
public sealed class RtpSender
{
    private readonly Lock _gate = new();
    private readonly RtpPort _port;
    private readonly TimeProvider _time;
    private readonly DigitQueue _digits = new();
    private readonly byte[] _datagram = new byte[RtpPacket.MaxLength];
    private readonly byte[] _payload = new byte[RtpPacket.MaxLength];
    private readonly short[] _pcm = new short[RtpPacket.MaxLength];
    private readonly uint _ssrc;

    private IPEndPoint? _remote;
    private byte _payloadType = RtpPayloadTypes.Pcmu;
    private byte? _eventType;
    private bool _allowed;
    private IAudioSource? _idle = SilenceSource.Endless;
    private IAudioSource? _playing;
    private TaskCompletionSource<bool>? _played;
    private bool _relaying;
    private bool _closed;

    // The outgoing stream.
    private ushort _sequence;
    private uint _timestamp;
    private long _sentAt;
    private bool _anySent;
    private uint _eventTimestamp;
    private long _packets;
    private long _bytes;
    private long _untranslated;

    // What feeds it: either a source, whose ticks become timestamps from this origin, or a stream of another leg.
    private bool _local;
    private uint _localOrigin;
    private bool _passing;
    private uint _passingSsrc;
    private ushort _sequenceOffset;
    private uint _timestampOffset;

    /// <param name="port">Where packets leave; not owned.</param>
    /// <param name="time">Tells how far the timestamps move on while nothing is sent.</param>
    /// <param name="random">SSRC, first sequence number and first timestamp (RFC 3550 section 5.1).</param>
    public RtpSender(RtpPort port, TimeProvider time, Random random)
    {
        _port = port;
        _time = time;
        _ssrc = (uint)random.NextInt64(1, uint.MaxValue);
        _sequence = (ushort)random.Next(ushort.MaxValue);
        _timestamp = (uint)random.NextInt64(uint.MaxValue);
    }

    /// <summary>Identifies the stream; never changes.</summary>
    public uint Ssrc => _ssrc;

    /// <summary>Packets that left.</summary>
    public long Packets => Interlocked.Read(ref _packets);

    /// <summary>Bytes of payload that left.</summary>
    public long PayloadBytes => Interlocked.Read(ref _bytes);

    /// <summary>Packets of another leg that could not be passed on: of a type that this far end did not agree to.</summary>
    public long Untranslated => Interlocked.Read(ref _untranslated);

    /// <summary>Hears what is sent, also what is passed on.</summary>
    public PcmTap? Tap { get; set; }

    /// <summary>What is sent while nothing is played and nothing passed on; silence by default, null for no packets at all.</summary>
    public IAudioSource? Idle
    {
        get
        {
            lock (_gate) return _idle;
        }

        set
        {
            lock (_gate)
            {
                _idle = value;
                _local = false;
            }
        }
    }

    /// <summary>Whom to send to, what, and whether at all. Takes effect with the next packet.</summary>
    /// <param name="remote">The far end's media address; null sends nothing.</param>
    /// <param name="payloadType">0 (PCMU) or 8 (PCMA).</param>
    /// <param name="telephoneEventType">The type for digits, 96 to 127, or null when the far end takes none.</param>
    /// <param name="allowed">Whether the far end wants to hear anything (not on hold).</param>
    /// <exception cref="ArgumentOutOfRangeException">A payload type is not one of these.</exception>
    public void SetRemote(IPEndPoint? remote, byte payloadType, byte? telephoneEventType, bool allowed = true)
    {
        if (!RtpPayloadTypes.IsAudio(payloadType)) throw new ArgumentOutOfRangeException(nameof(payloadType), payloadType, "Only payload types 0 (PCMU) and 8 (PCMA) can be sent.");
        if (telephoneEventType is < 96 or > 127) throw new ArgumentOutOfRangeException(nameof(telephoneEventType), telephoneEventType, "telephone-event has a dynamic payload type, 96 to 127.");
        lock (_gate)
        {
            (_remote, _payloadType, _eventType, _allowed) = (remote, payloadType, telephoneEventType, allowed);
            if (remote is null || !allowed) _local = _passing = false;
            if (telephoneEventType is null) _digits.Abort(new InvalidOperationException("The far end takes telephone-event no longer."));
        }
    }

    /// <summary>
    /// Plays a source in place of <see cref="Idle"/> and of what another leg sends. It replaces a source that is still playing.
    /// The source is not disposed.
    /// </summary>
    /// <returns>True when it was played to its end, false when it was replaced or stopped; from then on it is not read any more.</returns>
    public Task<bool> PlayAsync(IAudioSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        lock (_gate)
        {
            if (_closed) return Task.FromResult(false);
            _played?.TrySetResult(false);
            _playing = source;
            _played = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            _local = false;
            return _played.Task;
        }
    }

    /// <summary>Stops what <see cref="PlayAsync"/> plays; nothing happens when nothing is played.</summary>
    public void StopPlaying()
    {
        lock (_gate) EndPlaying(toTheEnd: false);
    }

    /// <summary>
    /// Sends digits as telephone-events, each of the same length; audio pauses meanwhile, as it does on a telephone. Digits that are
    /// asked for while others are being sent follow them. On hold they wait.
    /// </summary>
    /// <param name="digits">0-9, *, #, A-D; at most 64.</param>
    /// <param name="duration">How long each lasts, 40 ms to 8 s, in steps of 20 ms; default 100 ms.</param>
    /// <param name="gap">Between two digits, 20 ms to 8 s; default 60 ms, after the three end packets.</param>
    /// <param name="cancel">Gives up the digits that have not begun.</param>
    /// <returns>Ends when the last packet has left.</returns>
    /// <exception cref="ArgumentException">A character is not a digit, there are too many, or a time is out of range.</exception>
    /// <exception cref="InvalidOperationException">The far end did not agree to telephone-event, or the session ended meanwhile.</exception>
    /// <exception cref="OperationCanceledException">Given up.</exception>
    public async Task SendDigitsAsync(string digits, TimeSpan? duration = null, TimeSpan? gap = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(digits);
        if (digits.Length > DigitQueue.MaxDigits) throw new ArgumentException($"{digits.Length} digits at once; at most {DigitQueue.MaxDigits}.", nameof(digits));
        foreach (var digit in digits)
        {
            if (!TelephoneEvent.IsDigit(digit)) throw new ArgumentException($"'{digit}' is not a digit of telephone-event: 0-9, *, #, A-D.", nameof(digits));
        }

        var eventTicks = Ticks(duration ?? TimeSpan.FromMilliseconds(100), 2, nameof(duration));
        var gapTicks = Ticks(gap ?? TimeSpan.FromMilliseconds(60), 1, nameof(gap));
        if (digits.Length == 0) return;
        cancel.ThrowIfCancellationRequested();
        DigitQueue.Batch batch;
        lock (_gate)
        {
            if (_closed) throw new InvalidOperationException("The media session has ended, so digits cannot be sent.");
            if (_eventType is null) throw new InvalidOperationException("The far end did not agree to telephone-event, so digits cannot be sent.");
            batch = _digits.Add(digits.ToUpperInvariant(), eventTicks, gapTicks);
        }

        await using (cancel.UnsafeRegister(static (done, token) => ((TaskCompletionSource)done!).TrySetCanceled(token), batch.Done).ConfigureAwait(false))
            await batch.Done.Task.ConfigureAwait(false);
    }

    /// <summary>Sends what is due in this tick of the media clock; numbers that are left out are time that passed unsent.</summary>
    public void Tick(long tick)
    {
        lock (_gate)
        {
            if (_remote is null || !_allowed) return;
            if (_eventType is { } eventType && _digits.TryNext(out var digit, out var begins))
            {
                SendDigit(eventType, digit, begins);
                return;
            }

            var source = _playing ?? (_relaying ? null : _idle);
            if (source is null) return;
            SendFrame(source, tick);
        }
    }

    /// <summary>
    /// Sends a packet of another leg onwards: with this leg's SSRC, sequence and timestamps, its law and its type of telephone-event.
    /// Dropped while a source is played or digits are sent, on hold, and when its type cannot be translated.
    /// </summary>
    /// <param name="packet">As it came; losses before it stay visible in the sequence.</param>
    /// <param name="telephoneEventType">The type that the other leg uses for telephone-event.</param>
    /// <param name="missing">Samples missing before it, for <see cref="Tap"/>.</param>
    public void Forward(in RtpPacket packet, byte? telephoneEventType, int missing = 0)
    {
        lock (_gate)
        {
            if (_remote is null || !_allowed || _playing is not null || _digits.IsSending) return;
            byte type;
            var length = packet.Payload.Length;
            if (RtpPayloadTypes.IsAudio(packet.PayloadType))
            {
                type = _payloadType;
                G711.Transcode(packet.PayloadType, type, packet.Payload, _payload);
            }
            else if (packet.PayloadType == telephoneEventType && _eventType is { } eventType)
            {
                type = eventType;
                packet.Payload.CopyTo(_payload);
            }
            else
            {
                _untranslated++;
                return;
            }

            var begins = !_passing || _passingSsrc != packet.Ssrc;
            if (begins)
            {
                (_passing, _passingSsrc, _local) = (true, packet.Ssrc, false);
                _sequenceOffset = (ushort)(_sequence - packet.SequenceNumber);
                _timestampOffset = Continue() - packet.Timestamp;
            }

            if (type == _payloadType && Tap is { } tap)
            {
                G711.Decode(type, _payload.AsSpan(0, length), _pcm);
                tap(_pcm.AsSpan(0, length), begins ? 0 : missing);
            }

            var sequence = (ushort)(packet.SequenceNumber + _sequenceOffset);
            Send(packet.Marker || begins, type, sequence, packet.Timestamp + _timestampOffset, _payload.AsSpan(0, length));
            // Next after the newest: what comes late does not turn the stream back.
            if ((short)(sequence + 1 - _sequence) > 0) _sequence = (ushort)(sequence + 1);
        }
    }

    /// <summary>Whether packets of another leg come; <see cref="Idle"/> is silent meanwhile.</summary>
    internal void Relay(bool on)
    {
        lock (_gate)
        {
            _relaying = on;
            _passing = false;
        }
    }

    /// <summary>Nothing more will be sent: whoever waits is told.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _remote = null;
            EndPlaying(toTheEnd: false);
            _digits.Abort(new InvalidOperationException("The media session ended before all digits were sent."));
        }
    }

    private static int Ticks(TimeSpan time, int least, string name)
    {
        var ticks = time / MediaClock.Tick;
        return ticks >= least && ticks <= 400
            ? (int)Math.Round(ticks)
            : throw new ArgumentOutOfRangeException(name, time, $"A digit's {name} is {least * 20} ms to 8 s.");
    }

    private void EndPlaying(bool toTheEnd)
    {
        _playing = null;
        _local = false;
        _played?.TrySetResult(toTheEnd);
        _played = null;
    }

    private void SendDigit(byte type, TelephoneEvent digit, bool begins)
    {
        if (begins) _eventTimestamp = Continue();
        (_local, _passing) = (false, false);
        Span<byte> payload = stackalloc byte[TelephoneEvent.Length];
        digit.Write(payload);
        // All packets of an event carry the time at which it began, and the stream's own time goes on from there.
        Send(begins, type, _sequence++, _eventTimestamp, payload);
    }

    private void SendFrame(IAudioSource source, long tick)
    {
        var frame = _pcm.AsSpan(0, G711.FrameSamples);
        int read;
        try
        {
            read = source.Read(frame);
        }
        catch
        {
            // Whoever plays a source that fails is told by the end of it, and the clock's owner by the exception.
            if (ReferenceEquals(source, _playing)) EndPlaying(toTheEnd: false);
            throw;
        }

        frame[read..].Clear();
        var ended = read < frame.Length;
        if (read > 0 || !ended)
        {
            var begins = !_local;
            if (begins)
            {
                (_local, _passing) = (true, false);
                _localOrigin = Continue() - Samples(tick);
            }

            var payload = _payload.AsSpan(0, frame.Length);
            G711.Encode(_payloadType, frame, payload);
            Tap?.Invoke(frame, 0);
            Send(begins, _payloadType, _sequence++, _localOrigin + Samples(tick), payload);
        }

        if (ended && ReferenceEquals(source, _playing)) EndPlaying(toTheEnd: true);
        else if (ended) _idle = null;
    }

    private static uint Samples(long tick) => unchecked((uint)(tick * G711.FrameSamples));

    /// <summary>The timestamp at which something new begins: as much later than the last as time has passed, and never the same.</summary>
    private uint Continue()
    {
        if (!_anySent) return _timestamp;
        var samples = _time.GetElapsedTime(_sentAt).TotalSeconds * G711.SampleRate;
        return _timestamp + (uint)Math.Max(G711.FrameSamples, (long)samples);
    }

    private void Send(bool marker, byte type, ushort sequence, uint timestamp, ReadOnlySpan<byte> payload)
    {
        if (!_anySent || (int)(timestamp - _timestamp) > 0) (_anySent, _timestamp, _sentAt) = (true, timestamp, _time.GetTimestamp());
        var length = RtpPacket.Write(_datagram, marker, type, sequence, timestamp, _ssrc, payload);
        if (!_port.Send(_datagram.AsSpan(0, length), _remote!)) return;
        _packets++;
        _bytes += payload.Length;
    }
}
