namespace VoipControl.Sip;

/// <summary>What an endpoint has seen since its start, and holds now.</summary>
/// <param name="Received">Messages that came in, good and bad.</param>
/// <param name="Bad">Messages that could not be read as SIP, or lacked what every message must have.</param>
/// <param name="Refused">Requests answered with an error by the endpoint itself, before any call or handler saw them.</param>
/// <param name="Unanswered">Requests that deserved such an answer and got none, because answers to garbage are rate limited.</param>
/// <param name="Stray">Responses and ACKs that belong to nothing here.</param>
/// <param name="Dropped">Datagrams thrown away because too many waited.</param>
/// <param name="Retransmitted">Messages sent again, because of timers or of the peer's repetition.</param>
/// <param name="Absorbed">Repetitions of the peer that nobody had to see.</param>
/// <param name="ClientTransactions">Requests of ours that live.</param>
/// <param name="ServerTransactions">Requests of others that live.</param>
/// <param name="Calls">Calls that live, ended ones included while their last messages may still come.</param>
/// <param name="Connections">TCP connections.</param>
public sealed record SipStatistics(
    long Received,
    long Bad,
    long Refused,
    long Unanswered,
    long Stray,
    long Dropped,
    long Retransmitted,
    long Absorbed,
    int ClientTransactions,
    int ServerTransactions,
    int Calls,
    int Connections);
