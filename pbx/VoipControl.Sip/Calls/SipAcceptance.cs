namespace VoipControl.Sip;

/// <summary>
/// A 2xx to an INVITE or re-INVITE of the peer: repeated until its ACK comes, over any transport, since a later hop may be
/// UDP (RFC 3261 13.3.1.4). Used on the loop only.
/// </summary>
internal sealed class SipAcceptance
{
    private readonly SipTransactions _transactions;
    private readonly SipServerTransaction _transaction;
    private readonly SipResponse _response;
    private readonly SipTimer _giveUp;
    private SipTimer _repeat;
    private TimeSpan _interval;

    public SipAcceptance(SipTransactions transactions, SipServerTransaction transaction, SipResponse response, Action gaveUp)
    {
        _transactions = transactions;
        _transaction = transaction;
        _response = response;
        _interval = transactions.Timers.T1;
        _giveUp = transactions.Schedule(transactions.Timers.GiveUp, gaveUp);
        _repeat = transactions.Schedule(_interval, Repeat);
        transaction.Respond(response);
    }

    /// <summary>The CSeq number that its ACK carries.</summary>
    public uint Sequence => _transaction.Request.CSeq.Number;

    /// <summary>The first of the call, or a later one.</summary>
    public bool IsInitial => _transaction.Request.ToTag is null;

    public void Stop()
    {
        _giveUp.Cancel();
        _repeat.Cancel();
    }

    private void Repeat()
    {
        _transactions.Counters.Retransmitted++;
        _transaction.Respond(_response);
        _interval = _interval * 2 < _transactions.Timers.T2 ? _interval * 2 : _transactions.Timers.T2;
        _repeat = _transactions.Schedule(_interval, Repeat);
    }
}
