namespace VoipControl.Core.Calls;

/// <summary>
/// Where a fact stands among the others. Time goes first because a takeover continues a leg on another core, whose
/// sequence started anew; within one core the switch's clock is monotonic and ties are settled by the sequence.
/// </summary>
public readonly record struct FactOrder(DateTime At, long Sequence, Guid Core) : IComparable<FactOrder>
{
    public int CompareTo(FactOrder other)
    {
        var byTime = At.CompareTo(other.At);
        if (byTime != 0) return byTime;
        var bySequence = Sequence.CompareTo(other.Sequence);
        return bySequence != 0 ? bySequence : Core.CompareTo(other.Core);
    }

    public static bool operator <(FactOrder left, FactOrder right) => left.CompareTo(right) < 0;
    public static bool operator >(FactOrder left, FactOrder right) => left.CompareTo(right) > 0;
    public static bool operator <=(FactOrder left, FactOrder right) => left.CompareTo(right) <= 0;
    public static bool operator >=(FactOrder left, FactOrder right) => left.CompareTo(right) >= 0;
}
