namespace VoipControl.Sip;

/// <summary>
/// All transactions that live, found by their keys, and what they share: times, timers, the way out. Used on the loop only.
/// </summary>
/// <param name="timers">The RFC's times.</param>
/// <param name="queue">Where timers run.</param>
/// <param name="send">Sends bytes to a hop; the action is called, on any thread, when they could not go.</param>
/// <param name="post">Brings such a failure back onto the loop.</param>
/// <param name="counters">What happened so far.</param>
internal sealed class SipTransactions(
    SipTimers timers,
    SipTimerQueue queue,
    Action<ReadOnlyMemory<byte>, SipHop, Action?> send,
    Action<Action> post,
    SipCounters counters)
{
    private readonly Dictionary<SipTransactionKey, SipClientTransaction> _clients = [];
    private readonly Dictionary<SipTransactionKey, SipServerTransaction> _servers = [];

    // Requests outside dialogs by From tag, Call-ID and CSeq: the same request over two paths is merged (RFC 3261 8.2.2.2).
    private readonly Dictionary<(string CallId, string FromTag, SipCSeq CSeq), SipServerTransaction> _origins = [];

    private bool _stopped;

    public SipTimers Timers => timers;

    public SipCounters Counters => counters;

    public int ClientCount => _clients.Count;

    public int ServerCount => _servers.Count;

    /// <summary>Sends a request; every response, at last a final one (perhaps local), goes to <paramref name="deliver"/>.</summary>
    public SipClientTransaction SendRequest(SipRequest request, SipHop hop, Action<SipResponse> deliver)
    {
        var transaction = new SipClientTransaction(this, request, hop, deliver);
        if (_stopped)
        {
            transaction.Abort();
            return transaction;
        }

        _clients[transaction.Key] = transaction;
        transaction.Start();
        return transaction;
    }

    /// <summary>Gives a response to its request; false when there is none (any more).</summary>
    public bool Receive(SipResponse response)
    {
        if (!_clients.TryGetValue(SipTransactionKey.OfClient(response.TopVia, response.CSeq.Method), out var transaction))
            return false;
        transaction.Receive(response);
        return true;
    }

    /// <summary>Gives a repeated request or an ACK to its transaction; false when it is new.</summary>
    public bool Receive(SipRequest request)
    {
        if (!_servers.TryGetValue(SipTransactionKey.OfServer(request.TopVia, request.Method), out var transaction))
            return false;
        transaction.Receive(request);
        return true;
    }

    /// <summary>The INVITE that a CANCEL is about (RFC 3261 9.2).</summary>
    public SipServerTransaction? FindCancelled(SipRequest cancel) =>
        _servers.GetValueOrDefault(SipTransactionKey.OfServer(cancel.TopVia, SipMethods.Invite));

    /// <summary>True when this request, without a To tag, has come over another path and is being handled.</summary>
    public bool IsMerged(SipRequest request) => _origins.ContainsKey(Origin(request));

    /// <summary>Begins to handle a new request.</summary>
    public SipServerTransaction Accept(SipRequest request, SipHop hop)
    {
        var transaction = new SipServerTransaction(this, request, hop);
        _servers[transaction.Key] = transaction;
        if (request.ToTag is null)
            _origins[Origin(request)] = transaction;
        return transaction;
    }

    public void Send(ReadOnlyMemory<byte> bytes, SipHop hop, Action? failed) => send(bytes, hop, failed);

    public SipTimer Schedule(TimeSpan delay, Action run) => queue.Schedule(delay, run);

    public void Post(Action work) => post(work);

    /// <summary>Nothing is sent any more: whoever waits for a response, now or later, gets a local 503.</summary>
    public void Stop()
    {
        _stopped = true;
        foreach (var transaction in _clients.Values.ToList())
            transaction.Abort();
    }

    public void Remove(SipClientTransaction transaction) => _clients.Remove(transaction.Key);

    public void Remove(SipServerTransaction transaction)
    {
        _servers.Remove(transaction.Key);
        if (transaction.Request.ToTag is null)
            _origins.Remove(Origin(transaction.Request));
    }

    private static (string CallId, string FromTag, SipCSeq CSeq) Origin(SipRequest request) =>
        (request.CallId, request.FromTag ?? "", request.CSeq);
}
