using VoipControl.Sip.Rtp;

namespace VoipControl.Sip.Phone;

/// <summary>
/// One call of a phone, from ring to end, with its media. Its methods may be called from any thread. Changes that the far
/// end wants (another address, port or codec, hold) are followed at once, without anybody's doing.
/// </summary>
public sealed class PhoneCall
{
    private readonly SipPhone _phone;
    private readonly PhoneMedia _media;
    private readonly Func<IAudioSource> _sound;
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<bool> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SipCallEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<PhoneCall> _successor = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SipCall? _call;
    private TimeSpan? _timeToRing;
    private TimeSpan? _setUpTime;
    private TimeSpan? _lasted;
    private MediaStatistics? _final;
    private bool _speaks;

    internal PhoneCall(SipPhone phone, SipCallDirection direction, PhoneMedia media, Func<IAudioSource> sound, TimeProvider time)
    {
        (_phone, Direction, _media, _sound, _time) = (phone, direction, media, sound, time);
        _began = time.GetTimestamp();
        StartedUtc = time.GetUtcNow();
    }

    /// <summary>Who placed it.</summary>
    public SipCallDirection Direction { get; }

    /// <summary>When its INVITE was sent or came, UTC.</summary>
    public DateTimeOffset StartedUtc { get; }

    /// <summary>Call-ID of its dialog.</summary>
    public string CallId => Sip.CallId;

    /// <summary>Its first INVITE: what an incoming call says of itself.</summary>
    public SipRequest Invite => Sip.Invite ?? throw new InvalidOperationException("The call is being placed.");

    /// <summary>The far end, as From (incoming) or To names it.</summary>
    public SipAddress RemoteParty => Sip.RemoteParty;

    /// <summary>How far it is.</summary>
    public SipCallState State => Sip.State;

    /// <summary>From the INVITE to the first 180 or 183; null before.</summary>
    public TimeSpan? TimeToRing => Read(ref _timeToRing);

    /// <summary>From the INVITE to the 200 that answered it; null before.</summary>
    public TimeSpan? SetUpTime => Read(ref _setUpTime);

    /// <summary>From the INVITE to the end; null before.</summary>
    public TimeSpan? Lasted => Read(ref _lasted);

    /// <summary>Ends with true when the call is answered, with false when it ends without an answer.</summary>
    public Task<bool> Answered => _answered.Task;

    /// <summary>Ends with the call, whoever ends it and however.</summary>
    public Task<SipCallEnd> Ended => _ended.Task;

    /// <summary>The call that this phone placed because the far end sent it there (<see cref="SipPhoneOptions.FollowsReferrals"/>); ends when there is one.</summary>
    public Task<PhoneCall> Successor => _successor.Task;

    /// <summary>We hold the far end.</summary>
    public bool IsHolding => _media.IsHolding;

    /// <summary>The far end holds us.</summary>
    public bool IsHeld => _media.IsHeld;

    /// <summary>How often the far end changed its media address, port or codec after the first agreement.</summary>
    public int MediaChanges => _media.Changes;

    /// <summary>Digits heard so far.</summary>
    public string Digits => string.Concat(Media().Received.Digits.Select(static d => d.Digit));

    internal SipCall Sip => _call ?? throw new InvalidOperationException("The call is being placed.");

    internal SipCall? SipOrNull => _call;

    internal PhoneMedia MediaOf => _media;

    /// <summary>What was sent and heard up to now; of a call that is over, up to its end.</summary>
    public MediaStatistics Media()
    {
        lock (_gate) return _final ?? _media.Snapshot();
    }

    /// <summary>Incoming: tells the caller that it rings.</summary>
    /// <param name="earlyMedia">With a session description (183): both sides hear each other before the answer.</param>
    public void Ring(bool earlyMedia = false)
    {
        if (!earlyMedia || _media.Answer is not { } answer)
        {
            Sip.Progress(180);
        }
        else
        {
            Sip.Progress(183, answer);
            _media.Begin();
            Speak();
        }

        WhenRinging();
    }

    /// <summary>Incoming: answers. Nothing happens when it is over already.</summary>
    /// <param name="headers">Further headers of the answer.</param>
    public void Answer(IReadOnlyList<SipHeader>? headers = null)
    {
        var description = _media.Answer ?? _media.Offer();
        _media.Begin();
        Sip.Answer(description, headers);
        WhenAnswered();
    }

    /// <summary>Incoming: refuses.</summary>
    public void Reject(int status, string? reason = null) => Sip.Reject(status, reason);

    /// <summary>Puts the far end on hold: re-INVITE with sendonly, and our sound goes on as music on hold.</summary>
    /// <param name="silent">With inactive: nobody sends.</param>
    /// <returns>The final status of the re-INVITE; 2xx: it holds.</returns>
    public Task<int> HoldAsync(bool silent = false) => ReinviteAsync(silent ? PhoneHold.Silent : PhoneHold.Music);

    /// <summary>Ends the hold.</summary>
    /// <returns>The final status of the re-INVITE.</returns>
    public Task<int> ResumeAsync() => ReinviteAsync(PhoneHold.None);

    /// <summary>Blind transfer: asks the far end to call somebody else, and hangs up when that was answered.</summary>
    /// <returns>The final status of the far end's call; that of the REFER when it was refused.</returns>
    public async Task<int> TransferAsync(SipUri to) => await FinishAsync(await Sip.ReferAsync(to).ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Attended transfer: connects the far ends of this call and another one, and hangs up when that has come about.</summary>
    /// <returns>As of a blind one.</returns>
    public async Task<int> TransferAsync(PhoneCall to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return await FinishAsync(await Sip.ReferAsync(to.Sip).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Sends digits (RFC 4733); ends when the last was sent.</summary>
    /// <exception cref="ArgumentException">They are no digits.</exception>
    /// <exception cref="InvalidOperationException">The far end takes no telephone-event, or the call ended meanwhile.</exception>
    public Task SendDigitsAsync(string digits, CancellationToken cancel = default) => _media.Sender.SendDigitsAsync(digits, cancel: cancel);

    /// <summary>Says something else from now on.</summary>
    /// <returns>True when it was said to its end.</returns>
    public Task<bool> SayAsync(IAudioSource sound) => _media.Sender.PlayAsync(sound);

    /// <summary>Ends the call, as its state demands: BYE, CANCEL or a refusal.</summary>
    public async Task<SipCallEnd> HangUpAsync()
    {
        Sip.HangUp();
        return await Ended.ConfigureAwait(false);
    }

    internal void Attach(SipCall call) => _call = call;

    internal void WhenRinging() => Write(ref _timeToRing);

    internal void WhenAnswered()
    {
        if (Ended.IsCompleted) return;
        Write(ref _setUpTime);
        Speak();
        _answered.TrySetResult(true);
    }

    internal void WhenReferred(PhoneCall successor) => _successor.TrySetResult(successor);

    /// <summary>The end: figures stand still from here on. The media are the phone's to dispose.</summary>
    internal void WhenEnded(SipCallEnd end)
    {
        Write(ref _lasted);
        lock (_gate) _final ??= _media.Snapshot();
        _answered.TrySetResult(false);
        _ended.TrySetResult(end);
    }

    private void Speak()
    {
        lock (_gate)
        {
            if (_speaks || _final is not null) return;
            _speaks = true;
        }

        try
        {
            _media.Speak(_sound());
        }
        catch (Exception e)
        {
            // A recording that cannot be read leaves the call silent; that is no reason to leave it unanswered.
            _phone.Fail(e);
        }
    }

    private async Task<int> ReinviteAsync(PhoneHold hold)
    {
        var before = _media.Hold;
        _media.Hold = hold;
        var response = await Sip.ReinviteAsync(_media.Offer()).ConfigureAwait(false);
        if (response.IsSuccess && _media.Complete(response.Body, isFinal: true)) return response.Status;
        _media.Hold = before;
        return response.IsSuccess ? 488 : response.Status;
    }

    private async Task<int> FinishAsync(SipReferral referral)
    {
        var status = await referral.Completion.ConfigureAwait(false);
        if (status is >= 200 and < 300) Sip.HangUp();
        return status;
    }

    private TimeSpan? Read(ref TimeSpan? moment)
    {
        lock (_gate) return moment;
    }

    private void Write(ref TimeSpan? moment)
    {
        lock (_gate) moment ??= _time.GetElapsedTime(_began);
    }
}
