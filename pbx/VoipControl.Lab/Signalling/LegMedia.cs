using System.Net;
using System.Text;
using VoipControl.Sip.Rtp;
using VoipControl.Sip.Sdp;

namespace VoipControl.Lab.Signalling;

/// <summary>
/// The media of one real leg and what its two ends have said about them: one audio stream, PCMU or PCMA, with
/// telephone-event (RFC 3264). Called holding the gate.
/// </summary>
internal sealed class LegMedia : IAsyncDisposable
{
    private readonly ulong _sessionId;
    private IReadOnlyList<SdpCodec> _codecs = [SdpCodec.Pcmu, SdpCodec.Pcma, SdpCodec.TelephoneEvent];
    private SdpSession? _local;
    private bool _hasRemoteOffer;
    private bool _holding;

    public LegMedia(RtpPort port, MediaClock clock, TimeProvider time, Random random)
    {
        _sessionId = (ulong)random.NextInt64(1, 1L << 31);
        // A switch passes on what comes and plays what it is told to; it sends nothing of its own.
        Session = new MediaSession(port, clock, time, random, new MediaSessionOptions { LearnRemote = true, Idle = null });
    }

    public MediaSession Session { get; }

    public IPEndPoint Local => Session.LocalEndPoint;

    /// <summary>Where the telephone wants its media; null while it has not said.</summary>
    public IPEndPoint? Remote { get; private set; }

    /// <summary>Our latest description; empty before the first.</summary>
    public ReadOnlyMemory<byte> LocalSdp { get; private set; }

    /// <summary>The telephone's latest description; empty before the first.</summary>
    public ReadOnlyMemory<byte> RemoteSdp { get; private set; }

    /// <summary>PCMU or PCMA.</summary>
    public string Codec { get; private set; } = "PCMU";

    public int PayloadType { get; private set; }

    public int? TelephoneEventType { get; private set; }

    /// <summary>Our offer stands without an answer.</summary>
    public bool AwaitsAnswer { get; private set; }

    /// <summary>The telephone wants to hear nothing: it has put the call on hold.</summary>
    public bool RemoteHolds { get; private set; }

    /// <summary>Puts a codec first in what is offered; null changes nothing.</summary>
    public void Prefer(string? codec)
    {
        if (codec == "PCMA")
            _codecs = [SdpCodec.Pcma, SdpCodec.Pcmu, SdpCodec.TelephoneEvent];
    }

    /// <summary>Takes the telephone's offer; <see cref="Answer"/> then has ours. False = nothing of it fits, and all stays as it was.</summary>
    public bool TakeOffer(ReadOnlyMemory<byte> sdp)
    {
        if (!SdpSession.TryParse(sdp.Span, out var offer, out _)
            || !SdpNegotiation.TryCreateAnswer(offer, Own(), Wanted, out var answer, out var agreement))
            return false;
        Say(answer);
        _hasRemoteOffer = true;
        AwaitsAnswer = false;
        RemoteSdp = sdp.ToArray();
        Apply(agreement);
        return true;
    }

    /// <summary>Our answer to the offer that was taken; an offer when there was none.</summary>
    public ReadOnlyMemory<byte> Answer() => _hasRemoteOffer ? LocalSdp : Offer(LegDirection.Both);

    public ReadOnlyMemory<byte> Offer(LegDirection direction)
    {
        _holding = direction == LegDirection.Held;
        Say(SdpNegotiation.CreateOffer(Own(), Wanted));
        AwaitsAnswer = true;
        return LocalSdp;
    }

    /// <summary>Takes the telephone's answer to our offer. False = it does not fit.</summary>
    public bool Complete(ReadOnlyMemory<byte> sdp)
    {
        if (_local is null || !SdpSession.TryParse(sdp.Span, out var answer, out _)
            || !SdpNegotiation.TryComplete(_local, answer, out var agreement, out _))
            return false;
        AwaitsAnswer = false;
        RemoteSdp = sdp.ToArray();
        Apply(agreement);
        return true;
    }

    /// <summary>Goes on where another switch left off: the next description of ours counts on from its last.</summary>
    public void Restore(string local, string remote)
    {
        if (SdpSession.TryParse(Encoding.UTF8.GetBytes(local), out var session, out _))
        {
            _local = session;
            LocalSdp = Encoding.UTF8.GetBytes(local);
        }
        RemoteSdp = Encoding.UTF8.GetBytes(remote);
        if (session?.Media is [var audio, ..] && audio.Codecs.FirstOrDefault(c => !c.IsTelephoneEvent) is { Name: "PCMA" })
            Codec = "PCMA";
        Prefer(Codec);
    }

    public ValueTask DisposeAsync() => Session.DisposeAsync();

    private SdpDirection Wanted => _holding ? SdpDirection.SendOnly : SdpDirection.SendRecv;

    private SdpCapabilities Own() => new() { Local = Local, Codecs = _codecs, SessionId = _sessionId };

    private void Say(SdpSession session)
    {
        _local = _local is null ? session : session.Following(_local);
        LocalSdp = _local.ToBytes();
    }

    private void Apply(SdpAgreement agreement)
    {
        Remote = agreement.Remote;
        Codec = agreement.Codec.Name.ToUpperInvariant();
        PayloadType = agreement.AudioPayloadType;
        TelephoneEventType = agreement.TelephoneEventType is >= 96 and <= 127 ? agreement.TelephoneEventType : null;
        RemoteHolds = !agreement.MaySend;
        Session.SetRemote(
            agreement.Remote, (byte)agreement.AudioPayloadType, (byte?)TelephoneEventType, agreement.MaySend, agreement.MayReceive);
    }
}
