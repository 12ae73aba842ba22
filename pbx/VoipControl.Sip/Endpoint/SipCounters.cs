namespace VoipControl.Sip;

/// <summary>Running counts of an endpoint; written on the loop, read from anywhere (each value is whole, the set may be torn).</summary>
internal sealed class SipCounters
{
    public long Received;
    public long Bad;
    public long Refused;
    public long Unanswered;
    public long Stray;
    public long Retransmitted;
    public long Absorbed;
}
