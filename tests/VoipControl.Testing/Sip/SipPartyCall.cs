using System.Collections.Concurrent;
using VoipControl.Sip;

namespace VoipControl.Testing.Sip;

/// <summary>One side of a call of a test: writes down what it was told, and can be waited on.</summary>
internal sealed class SipPartyCall : SipCallHandler
{
    private readonly ConcurrentQueue<string> _events = new();
    private readonly TaskCompletionSource<SipCallEnd> _ended = Source<SipCallEnd>();
    private readonly TaskCompletionSource<SipResponse> _answered = Source<SipResponse>();
    private readonly TaskCompletionSource<SipRequest> _confirmed = Source<SipRequest>();
    private readonly TaskCompletionSource<SipResponse> _ringing = Source<SipResponse>();
    private readonly TaskCompletionSource<SipOffer> _offered = Source<SipOffer>();
    private readonly TaskCompletionSource<SipReferRequest> _referred = Source<SipReferRequest>();

    public SipCall Call { get; set; } = null!;

    /// <summary>What happened, in order.</summary>
    public IReadOnlyList<string> Events => [.. _events];

    /// <summary>Answers a re-INVITE at once; null leaves it to the test.</summary>
    public Action<SipOffer>? Offering { get; set; }

    /// <summary>The answer to a late offer.</summary>
    public ReadOnlyMemory<byte> LateAnswer { get; set; }

    public Task<SipCallEnd> Ended => _ended.Task.WaitAsync(SipParty.Limit);

    public Task<SipResponse> Answered => _answered.Task.WaitAsync(SipParty.Limit);

    public Task<SipRequest> Confirmed => _confirmed.Task.WaitAsync(SipParty.Limit);

    public Task<SipResponse> Ringing => _ringing.Task.WaitAsync(SipParty.Limit);

    public Task<SipOffer> Offered => _offered.Task.WaitAsync(SipParty.Limit);

    public Task<SipReferRequest> Referred => _referred.Task.WaitAsync(SipParty.Limit);

    public override void OnProgress(SipCall call, SipResponse response)
    {
        _events.Enqueue($"progress {response.Status}");
        _ringing.TrySetResult(response);
    }

    public override ReadOnlyMemory<byte> OnLateOffer(SipCall call, SipResponse response)
    {
        _events.Enqueue("late offer");
        return LateAnswer;
    }

    public override void OnAnswered(SipCall call, SipResponse response)
    {
        _events.Enqueue($"answered {response.Status}");
        _answered.TrySetResult(response);
    }

    public override void OnConfirmed(SipCall call, SipRequest ack)
    {
        _events.Enqueue("confirmed");
        _confirmed.TrySetResult(ack);
    }

    public override void OnReinvite(SipCall call, SipOffer offer)
    {
        _events.Enqueue($"offered {offer.Request.Method}");
        Offering?.Invoke(offer);
        _offered.TrySetResult(offer);
    }

    public override void OnReinviteConfirmed(SipCall call, SipRequest ack) => _events.Enqueue("reconfirmed");

    public override void OnRefer(SipCall call, SipReferRequest refer)
    {
        _events.Enqueue("referred");
        _referred.TrySetResult(refer);
    }

    public override void OnReferProgress(SipCall call, SipReferral referral) => _events.Enqueue($"referral {referral.Status}");

    public override void OnEnded(SipCall call, SipCallEnd end)
    {
        _events.Enqueue($"ended {end.By} {end.Status}");
        _ended.TrySetResult(end);
    }

    private static TaskCompletionSource<T> Source<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
