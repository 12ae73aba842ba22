using System.Collections.Concurrent;
using VoipControl.Sip;
using VoipControl.Sip.Rtp;
using VoipControl.Sip.Sdp;
using VoipControl.Testing;

namespace VoipControl.Tests.Lab.RealCalls;

/// <summary>One call of a <see cref="TestPhone"/>, with its media.</summary>
internal sealed class TestCall : IAsyncDisposable
{
    /// <summary>A loaded machine makes small gaps of its own; those of a takeover are longer.</summary>
    public static readonly TimeSpan LongGap = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly TestPhone _phone;
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SipCallEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SdpSession? _local;

    public TestCall(TestPhone phone)
    {
        _phone = phone;
        Media = new MediaSession(phone.Ports.Open(), phone.Clock, TimeProvider.System, new Random(), new MediaSessionOptions
        {
            Idle = new ToneSource(phone.Tone),
            Receiver = new RtpReceiverOptions { GapThreshold = LongGap, Tones = [350, 440, 620, 697, 852, 1000, 1209] },
        });
        Handler = new Events(this);
    }

    public SipCallHandler Handler { get; }

    public SipCall Call { get; private set; } = null!;

    public MediaSession Media { get; }

    /// <summary>Provisional statuses in their order.</summary>
    public ConcurrentQueue<int> Progress { get; } = new();

    /// <summary>Directions that the switch asked for in re-INVITEs, seen by the switch.</summary>
    public ConcurrentQueue<SdpDirection> Reinvites { get; } = new();

    public SipUri? ReferredTo { get; private set; }

    public Task AnsweredAsync => _answered.Task.WaitAsync(Patience);

    public Task<SipCallEnd> EndedAsync => _ended.Task.WaitAsync(Patience);

    public bool IsAnswered => _answered.Task.IsCompletedSuccessfully;

    public void Attach(SipCall call) => Call = call;

    public ReadOnlyMemory<byte> Offer(SdpDirection direction = SdpDirection.SendRecv)
    {
        var offer = SdpNegotiation.CreateOffer(Own(), direction);
        _local = _local is null ? offer : offer.Following(_local);
        return _local.ToBytes();
    }

    /// <summary>180, or 183 with media.</summary>
    public void Ring(bool media = false) => Call.Progress(media ? 183 : 180, media ? Take(Call.Invite!.Body) : default);

    public void Answer() => Call.Answer(Call.Invite!.Body.IsEmpty ? Offer() : Take(Call.Invite.Body));

    /// <summary>Re-INVITEs with a direction, as a telephone that holds does.</summary>
    public async Task<SipResponse> ReinviteAsync(SdpDirection direction)
    {
        var response = await Call.ReinviteAsync(Offer(direction));
        if (response.IsSuccess)
            Complete(response.Body);
        return response;
    }

    /// <summary>Waits until a tone is heard now.</summary>
    public async Task HearsAsync(double tone)
    {
        try
        {
            await Poll.UntilAsync(
                $"{_phone.User} hears {tone} Hz", Patience, TimeProvider.System,
                () => Media.Receiver.Snapshot().Tones.Any(t => t.Frequency == tone && t.IsHeardNow));
        }
        catch (TimeoutException e)
        {
            var s = Media.Snapshot();
            throw new TimeoutException(
                $"{e.Message} It sent {s.PacketsSent} packets to {s.Remote} and received {s.Received.Packets}, {s.Strangers} from strangers; it heard "
                + $"{string.Join(", ", s.Received.Tones.Select(static t => $"{t.Frequency} Hz for {t.Total}"))}.", e);
        }
    }

    /// <summary>Waits until a tone is not heard any more.</summary>
    public Task HearsNoMoreAsync(double tone) => Poll.UntilAsync(
        $"{_phone.User} hears no {tone} Hz", Patience, TimeProvider.System, () => !Media.Receiver.Snapshot().Tones.Any(t => t.Frequency == tone && t.IsHeardNow));

    public ValueTask DisposeAsync() => Media.DisposeAsync();

    private SdpCapabilities Own() => new() { Local = Media.LocalEndPoint, Codecs = [.. _phone.Codecs, SdpCodec.TelephoneEvent], SessionId = 7 };

    private ReadOnlyMemory<byte> Take(ReadOnlyMemory<byte> sdp)
    {
        var offer = SdpSession.Parse(System.Text.Encoding.UTF8.GetString(sdp.Span));
        if (!SdpNegotiation.TryCreateAnswer(offer, Own(), SdpDirection.SendRecv, out var answer, out var agreement))
            throw new InvalidOperationException("The offer of the switch does not fit.");
        _local = _local is null ? answer : answer.Following(_local);
        Apply(agreement);
        return _local.ToBytes();
    }

    private void Complete(ReadOnlyMemory<byte> sdp)
    {
        var answer = SdpSession.Parse(System.Text.Encoding.UTF8.GetString(sdp.Span));
        if (!SdpNegotiation.TryComplete(_local!, answer, out var agreement, out var error))
            throw new InvalidOperationException(error);
        Apply(agreement);
    }

    private void Apply(SdpAgreement agreement) => Media.SetRemote(
        agreement.Remote, (byte)agreement.AudioPayloadType, (byte?)agreement.TelephoneEventType, agreement.MaySend, agreement.MayReceive);

    private sealed class Events(TestCall owner) : SipCallHandler
    {
        public override void OnProgress(SipCall call, SipResponse response)
        {
            if (!response.Body.IsEmpty)
                owner.Complete(response.Body);
            owner.Progress.Enqueue(response.Status);
        }

        public override ReadOnlyMemory<byte> OnLateOffer(SipCall call, SipResponse response) => owner.Take(response.Body);

        public override void OnAnswered(SipCall call, SipResponse response)
        {
            if (owner._local is not null && !call.Invite!.Body.IsEmpty)
                owner.Complete(response.Body);
            owner._answered.TrySetResult();
        }

        public override void OnConfirmed(SipCall call, SipRequest ack) => owner._answered.TrySetResult();

        public override void OnReinvite(SipCall call, SipOffer offer)
        {
            if (offer.Sdp.IsEmpty)
            {
                offer.Accept(owner.Offer());
                return;
            }
            var session = SdpSession.Parse(System.Text.Encoding.UTF8.GetString(offer.Sdp.Span));
            owner.Reinvites.Enqueue(session.DirectionOf(session.Media[0]));
            offer.Accept(owner.Take(offer.Sdp));
        }

        public override void OnEnded(SipCall call, SipCallEnd end) => owner._ended.TrySetResult(end);
    }
}
