using System.Net;
using VoipControl.Sip.Rtp;
using VoipControl.Sip.Sdp;

namespace VoipControl.Sip.Phone;

/// <summary>
/// The media of one call and what was agreed about them (RFC 3264): makes offers and answers, and applies what comes of them.
/// Safe for several threads; offers and answers themselves are kept in order by the call.
/// </summary>
internal sealed class PhoneMedia : IAsyncDisposable
{
    private readonly MediaSession _session;
    private readonly SdpCapabilities _own;
    private readonly Lock _gate = new();
    private SdpSession? _local;
    private SdpSession? _offer;
    private SdpAgreement? _agreement;
    private ReadOnlyMemory<byte>? _answer;
    private (IPEndPoint Remote, int PayloadType)? _way;
    private PhoneHold _hold;
    private bool _begun;
    private int _changes;
    private IDisposable? _sound;
    private bool _disposed;

    /// <param name="session">Owned from now on.</param>
    /// <param name="told">Where peers are told to send media.</param>
    /// <param name="codecs">What is offered and taken.</param>
    /// <param name="sessionId">Of the description's origin.</param>
    public PhoneMedia(MediaSession session, IPEndPoint told, PhoneCodecs codecs, long sessionId)
    {
        _session = session;
        _own = new SdpCapabilities { Local = told, Codecs = [.. AudioOf(codecs), SdpCodec.TelephoneEvent], SessionId = (ulong)sessionId };
    }

    public RtpSender Sender => _session.Sender;

    /// <summary>Our answer to the latest offer; null when there was none.</summary>
    public ReadOnlyMemory<byte>? Answer
    {
        get
        {
            lock (_gate) return _answer;
        }
    }

    /// <summary>What the next offer or answer says.</summary>
    public PhoneHold Hold
    {
        get
        {
            lock (_gate) return _hold;
        }

        set
        {
            lock (_gate) _hold = value;
        }
    }

    public bool IsHolding => Hold != PhoneHold.None;

    public bool IsHeld
    {
        get
        {
            lock (_gate) return _agreement is { MaySend: false } && _hold != PhoneHold.Silent;
        }
    }

    /// <summary>An offer of ours waits for its answer.</summary>
    public bool IsOffering
    {
        get
        {
            lock (_gate) return _offer is not null;
        }
    }

    /// <summary>How often the far end's address or codec changed after the first agreement.</summary>
    public int Changes
    {
        get
        {
            lock (_gate) return _changes;
        }
    }

    public MediaStatistics Snapshot() => _session.Snapshot();

    /// <summary>What we want, as an offer: the streams of the session as they are numbered (RFC 3264 8), the agreed codec first.</summary>
    public ReadOnlyMemory<byte> Offer()
    {
        lock (_gate)
        {
            var offer = SdpNegotiation.CreateOffer(_own with { Codecs = Codecs() }, Wanted());
            if (_local is { Media: { Count: > 1 } streams })
                offer = offer with { Media = [.. streams.Select(s => s.IsRejected ? s : offer.Media[0])] };
            _offer = _local = Follow(offer);
            return _local.ToBytes();
        }
    }

    /// <summary>Makes an answer to an offer; false when it does not fit. It takes effect with <see cref="Begin"/>.</summary>
    public bool TryAnswer(ReadOnlyMemory<byte> offer)
    {
        lock (_gate)
        {
            if (!SdpSession.TryParse(offer.Span, out var theirs, out _)
                || !SdpNegotiation.TryCreateAnswer(theirs, _own, Wanted(), out var answer, out var agreement)
                || !IsSpoken(agreement))
                return false;
            _local = Follow(answer);
            _answer = _local.ToBytes();
            _offer = null;
            Settle(agreement);
            return true;
        }
    }

    /// <summary>Takes the answer to our offer; false when it does not fit. Without an open offer it tells whether there is an agreement.</summary>
    /// <param name="answer">As it came.</param>
    /// <param name="isFinal">False for the answer of a provisional response, which a final one may replace.</param>
    public bool Complete(ReadOnlyMemory<byte> answer, bool isFinal)
    {
        lock (_gate)
        {
            if (_offer is null) return _agreement is not null;
            if (!SdpSession.TryParse(answer.Span, out var theirs, out _) || !SdpNegotiation.TryComplete(_offer, theirs, out var agreement, out _) || !IsSpoken(agreement))
                return false;
            if (isFinal) _offer = null;
            Settle(agreement);
            Apply();
            return true;
        }
    }

    /// <summary>From now on media flow as agreed.</summary>
    public void Begin()
    {
        lock (_gate) Apply();
    }

    /// <summary>Says something until the end of the call or of the sound.</summary>
    public void Speak(IAudioSource sound)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                // The call ended while its recording was being opened.
                (sound as IDisposable)?.Dispose();
                return;
            }

            _sound = sound as IDisposable;
        }

        _ = Sender.PlayAsync(sound);
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _disposed = true;
            _sound?.Dispose();
        }
    }

    private static IEnumerable<SdpCodec> AudioOf(PhoneCodecs codecs) => codecs switch
    {
        PhoneCodecs.PcmuFirst => [SdpCodec.Pcmu, SdpCodec.Pcma],
        PhoneCodecs.PcmaFirst => [SdpCodec.Pcma, SdpCodec.Pcmu],
        PhoneCodecs.PcmuOnly => [SdpCodec.Pcmu],
        _ => [SdpCodec.Pcma],
    };

    // G.711 under a dynamic number is legal and nobody's: our media know it by its own numbers.
    private static bool IsSpoken(SdpAgreement agreement) => RtpPayloadTypes.IsAudio((byte)agreement.AudioPayloadType) && RtpPayloadTypes.IsAudio((byte)agreement.ReceivedPayloadType);

    private static byte? EventType(int? type) => type is >= 96 and <= 127 ? (byte)type : null;

    private SdpDirection Wanted() => _hold switch
    {
        PhoneHold.Music => SdpDirection.SendOnly,
        PhoneHold.Silent => SdpDirection.Inactive,
        _ => SdpDirection.SendRecv,
    };

    // Numbers of formats do not change within a session (RFC 3264 8.3.2).
    private IReadOnlyList<SdpCodec> Codecs() => _agreement is not { } agreed
        ? _own.Codecs
        : [.. _own.Codecs.OrderBy(c => !c.IsSameEncoding(agreed.Codec)).ThenBy(static c => c.IsTelephoneEvent)
            .Select(c => c.IsTelephoneEvent && agreed.ReceivedTelephoneEventType is { } number ? c with { PayloadType = number } : c)];

    private SdpSession Follow(SdpSession next) => _local is { } before ? next.Following(before) : next;

    private void Settle(SdpAgreement agreement)
    {
        // Hold takes the address away and gives it back: that is no move.
        if (agreement.Remote is { } remote)
        {
            var way = (remote, agreement.AudioPayloadType);
            if (_way is { } before && before != way) _changes++;
            _way = way;
        }

        _agreement = agreement;
        if (_begun) Apply();
    }

    private void Apply()
    {
        if (_agreement is not { } agreed) return;
        _begun = true;
        _session.SetRemote(agreed.Remote, (byte)agreed.AudioPayloadType, EventType(agreed.TelephoneEventType), agreed.MaySend, agreed.MayReceive);
        _session.Receiver.TelephoneEventType = EventType(agreed.ReceivedTelephoneEventType);
    }
}
