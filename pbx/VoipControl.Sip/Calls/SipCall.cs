using VoipControl.Sip.Digest;

namespace VoipControl.Sip;

/// <summary>
/// One call: an INVITE and the dialog it makes, in either direction. Public methods may be called from any thread; they take
/// effect on the endpoint's loop, in order, and what does not fit the state by then is ignored (a call may end at any moment).
/// </summary>
public sealed partial class SipCall
{
    private readonly SipCallSetup? _setup;
    private readonly string? _contactUser;
    private volatile SipDialog _dialog;
    private volatile SipCallState _state;
    private volatile SipCallHandler _handler;
    private SipTimer? _ringLimit;
    private int _usages;

    private SipCall(SipEndpoint endpoint, SipCallDirection direction, SipDialog dialog, SipCallHandler handler, string? contactUser, SipCallSetup? setup)
    {
        Endpoint = endpoint;
        Direction = direction;
        _dialog = dialog;
        _handler = handler;
        _contactUser = contactUser;
        _reinvites = new SipReinvites(this);
        _sessionTimer = new SipSessionTimer(this);
        CallId = dialog.CallId;
        LocalTag = dialog.LocalTag;
        _setup = setup;
        Digest = setup?.Credentials?.CreateClient();
        Target = setup?.Target;
        Protocol = setup?.Protocol;
        RemoteAddress = setup?.Target;
    }

    /// <summary>Who sent the first INVITE.</summary>
    public SipCallDirection Direction { get; }

    /// <summary>How far it is.</summary>
    public SipCallState State => _state;

    /// <summary>Call-ID.</summary>
    public string CallId { get; }

    /// <summary>Our tag.</summary>
    public string LocalTag { get; }

    /// <summary>The peer's tag; empty until it has sent one.</summary>
    public string RemoteTag => _dialog.RemoteTag;

    /// <summary>Our address, without tag.</summary>
    public SipAddress LocalParty => _dialog.Local;

    /// <summary>The peer's address, without tag.</summary>
    public SipAddress RemoteParty => _dialog.Remote;

    /// <summary>Where requests to the peer are addressed to.</summary>
    public SipUri RemoteTarget => _dialog.RemoteTarget;

    /// <summary>The first INVITE; null for a restored call.</summary>
    public SipRequest? Invite { get; private set; }

    /// <summary>Who sent the INVITE of an incoming call; where an outgoing one was told to go, if it was.</summary>
    public SipHop? RemoteAddress { get; private set; }

    /// <summary>Our latest description; empty when there is none.</summary>
    public ReadOnlyMemory<byte> LocalSdp => _dialog.LocalSdp;

    /// <summary>The peer's latest description; empty when there is none.</summary>
    public ReadOnlyMemory<byte> RemoteSdp => _dialog.RemoteSdp;

    /// <summary>Incoming: the call that this one shall take the place of (RFC 3891). Answer this one, hang that one up.</summary>
    public SipCall? Replaces { get; private set; }

    /// <summary>Anything of the owner's.</summary>
    public object? Tag { get; set; }

    /// <summary>Who is told what happens; for an incoming call set in <see cref="SipEndpointHandler.OnCall"/>.</summary>
    public SipCallHandler Handler
    {
        get => _handler;
        set => _handler = value ?? throw new ArgumentNullException(nameof(value));
    }

    internal SipEndpoint Endpoint { get; }

    /// <summary>Answers challenges; keeps the nonces between the call's requests.</summary>
    internal DigestClient? Digest { get; private set; }

    internal SipHop? Target { get; private set; }

    internal SipProtocol? Protocol { get; private set; }

    internal SipDialog Dialog => _dialog;

    private SipProtocol Carrier =>
        Protocol ?? Target?.Protocol ?? RemoteAddress?.Protocol
        ?? ("tcp".Equals(_dialog.NextHop.Transport, StringComparison.OrdinalIgnoreCase) ? SipProtocol.Tcp : SipProtocol.Udp);

    /// <summary>
    /// Sends a re-INVITE with a new description (empty: the peer offers, see <see cref="SipCallHandler.OnLateOffer"/>) and
    /// waits for the final response. It queues behind whatever INVITE is under way in either direction; a crossing one (491)
    /// is tried again after the random wait of RFC 3261 14.1. On a failure the session goes on as it was; on 408 and 481 the
    /// call is over. A call that is over answers with a local 481.
    /// </summary>
    public Task<SipResponse> ReinviteAsync(ReadOnlyMemory<byte> sdp, IReadOnlyList<SipHeader>? headers = null)
    {
        var request = new SipReinvite(sdp, Checked(headers));
        Endpoint.Post(() => _reinvites.Add(request));
        return request.Answer.Task;
    }

    /// <summary>
    /// Sends INFO, NOTIFY, MESSAGE, UPDATE… within the call and waits for the final response, local 408, 481 or 503 included.
    /// </summary>
    public Task<SipResponse> RequestAsync(
        string method, string? contentType = null, ReadOnlyMemory<byte> body = default, IReadOnlyList<SipHeader>? headers = null)
    {
        if (method is SipMethods.Invite or SipMethods.Ack or SipMethods.Bye or SipMethods.Cancel)
            throw new ArgumentException($"{method} has a method of its own here.", nameof(method));
        SipText.RefuseLineBreaks(contentType ?? "");
        var given = Checked(headers);
        var answer = new TaskCompletionSource<SipResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        Endpoint.Post(() => SendRequest(method, contentType, body, given, answer));
        return answer.Task;
    }

    /// <summary>
    /// Whatever the state demands: CANCEL (as soon as the peer has shown that it has the INVITE), a final response, or BYE.
    /// </summary>
    /// <param name="status">For an incoming call that is not answered: the response. Default 480.</param>
    /// <param name="reasonHeader">The Reason header of BYE, CANCEL or the response (RFC 3326), e.g. <c>Q.850;cause=16</c>.</param>
    /// <exception cref="ArgumentException">The header has a line break.</exception>
    public void HangUp(int status = 0, string? reasonHeader = null)
    {
        SipText.RefuseLineBreaks(reasonHeader ?? "");
        Endpoint.Post(() => HangUpNow(status, reasonHeader));
    }

    /// <summary>What another endpoint needs to go on with the call; meaningful once it is confirmed.</summary>
    public SipDialogSnapshot Snapshot()
    {
        var dialog = _dialog;
        return new SipDialogSnapshot
        {
            Direction = Direction,
            CallId = dialog.CallId,
            LocalTag = dialog.LocalTag,
            RemoteTag = dialog.RemoteTag,
            LocalParty = dialog.Local.ToString(),
            RemoteParty = dialog.Remote.ToString(),
            LocalSequence = dialog.LocalSequence,
            RemoteSequence = dialog.RemoteSequence,
            RemoteTarget = dialog.RemoteTarget.ToString(),
            Routes = [.. dialog.Routes.Select(route => route.ToString())],
            Target = Target?.ToString(),
            LocalSdp = System.Text.Encoding.UTF8.GetString(dialog.LocalSdp.Span),
            RemoteSdp = System.Text.Encoding.UTF8.GetString(dialog.RemoteSdp.Span),
            SessionExpires = (int?)dialog.Session?.Expires.TotalSeconds,
            IsRefresher = dialog.Session is { WeRefresh: true },
            ContactUser = _contactUser,
        };
    }

    /// <summary>Refuses headers that cannot stand in a message where they are given: on the loop nobody could be told.</summary>
    internal static IReadOnlyList<SipHeader> Checked(IReadOnlyList<SipHeader>? headers)
    {
        foreach (var (name, value) in headers ?? [])
        {
            if (!SipText.IsToken(name))
                throw new ArgumentException($"'{name}' cannot be the name of a header field.", nameof(headers));
            SipText.RefuseLineBreaks(value);
        }

        return headers ?? [];
    }

    internal void Change(SipDialog dialog) => _dialog = dialog;

    /// <summary>A request within the dialog, with the next CSeq.</summary>
    internal SipRequest CreateRequest(string method)
    {
        var sequence = _dialog.LocalSequence + 1;
        _dialog = _dialog with { LocalSequence = sequence };
        var request = _dialog.CreateRequest(method, sequence);
        if (method != SipMethods.Bye)
            request.Headers.Add(SipHeaderNames.Contact, ContactHeader());
        return request;
    }

    /// <summary>Sends a request within the dialog, answering a challenge once, and tells its final response.</summary>
    internal void Send(string method, Action<SipRequest> prepare, Action<SipResponse> final)
    {
        var exchange = Digest?.Begin();
        var request = CreateRequest(method);
        prepare(request);
        exchange?.Prepare(request);
        Attempt(request);

        void Attempt(SipRequest attempt) => Endpoint.Sender.Send(attempt, _dialog.NextHop, Target, Protocol, response =>
        {
            if (response.IsProvisional)
                return;
            if (exchange is not null && response.Status is (401 or 407))
            {
                var again = CreateRequest(method);
                prepare(again);
                if (exchange.TryAnswer(response, again))
                {
                    Attempt(again);
                    return;
                }
            }

            final(response);
        });
    }

    internal SipResponse CreateResponse(SipRequest request, int status, string? reason = null, IReadOnlyList<SipHeader>? headers = null)
    {
        var response = Endpoint.CreateResponse(request, status, reason, LocalTag);
        foreach (var header in headers ?? [])
            response.Headers.Add(header.Name, header.Value);
        return response;
    }

    /// <summary>Our Contact, with what carries the call, so that the peer's requests come the same way.</summary>
    internal string ContactHeader() => $"<{Endpoint.ContactUri(_contactUser, Carrier)}>";

    /// <summary>The endpoint stops: one last word, which nobody repeats, and the end.</summary>
    internal void Stop(bool sayGoodbye)
    {
        if (sayGoodbye)
            Endpoint.Guard(() => HangUpNow(503, null, awaitsAck: false));
        End(new SipCallEnd(SipCallEndedBy.Transport, 503));
        foreach (var referral in _referrals)
            referral.Finish(503);
        _referrals.Clear();
        _usages = 0;
        Endpoint.Calls.Remove(this);
    }

    /// <summary>Ends the call, once; what still runs for it is stopped or told.</summary>
    internal void End(SipCallEnd end)
    {
        if (_state == SipCallState.Ended)
            return;
        _state = SipCallState.Ended;
        _ringLimit?.Cancel();
        _progressRepeat?.Cancel();
        _sessionTimer.Stop();
        foreach (var acceptance in _acceptances)
            acceptance.Stop();
        _acceptances.Clear();
        if (_offer is { } offer)
            RefuseOffer(offer, 487, null);
        _reinvites.Stop();
        _client?.ForgetLater();
        Release();
        Endpoint.Guard(() => _handler.OnEnded(this, end));
    }

    /// <summary>Something that outlives the call's end (its BYE, a referral) keeps it findable.</summary>
    internal void Hold() => _usages++;

    internal void LetGo()
    {
        _usages--;
        Release();
    }

    internal SipCallEnd EndOf(SipResponse response) => new(
        !response.IsLocal ? SipCallEndedBy.Remote : response.Status == 408 ? SipCallEndedBy.Timeout : SipCallEndedBy.Transport,
        response.Status,
        response.Headers[SipHeaderNames.Reason],
        response);

    /// <summary>The far end has lost the call, or cannot be reached: RFC 3261 12.2.1.2 wants a BYE all the same.</summary>
    internal void Lose(SipCallEndedBy by, int status, SipMessage? message)
    {
        if (_state == SipCallState.Ended)
            return;
        SendBye($"SIP;cause={status};text=\"{SipStatus.ReasonOf(status)}\"");
        End(new SipCallEnd(by, status, message?.Headers[SipHeaderNames.Reason], message));
    }

    private void Release()
    {
        if (_state == SipCallState.Ended && _usages == 0)
            Endpoint.Calls.Remove(this);
    }

    private void HangUpNow(int status, string? reason, bool awaitsAck = true)
    {
        switch (_state)
        {
            case SipCallState.Ended:
                return;
            case SipCallState.Confirmed when awaitsAck && _acceptances.Exists(acceptance => acceptance.IsInitial):
                // RFC 3261 15: the callee sends no BYE before the ACK came, or is given up.
                _byeAfterAck = reason ?? "";
                return;
            case SipCallState.Confirmed:
                SendBye(reason);
                End(new SipCallEnd(SipCallEndedBy.Local, 200));
                return;
            default:
                if (Direction == SipCallDirection.Outgoing)
                    CancelNow(reason);
                else
                    RejectNow(status == 0 ? 480 : status, null, reason is null ? [] : [new SipHeader(SipHeaderNames.Reason, reason)]);
                return;
        }
    }

    private void SendBye(string? reason)
    {
        Hold();
        Send(
            SipMethods.Bye,
            request =>
            {
                if (!string.IsNullOrEmpty(reason))
                    request.Headers.Add(SipHeaderNames.Reason, reason);
            },
            _ => LetGo());
    }

    private void SendRequest(
        string method, string? contentType, ReadOnlyMemory<byte> body, IReadOnlyList<SipHeader> headers, TaskCompletionSource<SipResponse> answer)
    {
        if (_state == SipCallState.Ended || RemoteTag.Length == 0)
        {
            answer.SetResult(LocalResponse(method, 481));
            return;
        }

        Send(
            method,
            request =>
            {
                foreach (var header in headers)
                    request.Headers.Add(header.Name, header.Value);
                if (!body.IsEmpty)
                    request.SetBody(contentType ?? "application/octet-stream", body);
            },
            response =>
            {
                if (method == SipMethods.Update && response.IsSuccess)
                    Change((SipBodies.IsSdp(response) && !body.IsEmpty ? _dialog with { LocalSdp = body } : _dialog).WithTargetOf(response).WithSdpOf(response));
                answer.SetResult(response);
                if (response.Status == 481 && !response.IsLocal)
                    Lose(SipCallEndedBy.Remote, 481, response);
            });
    }

    internal SipResponse LocalResponse(string method, int status) =>
        SipLocalResponse.Create(_dialog.CreateRequest(method, _dialog.LocalSequence), status);
}
