namespace VoipControl.Sip.Rtp;

/// <summary>
/// What a stream's sequence numbers say: how many packets were sent, lost, late or doubled (RFC 3550 appendices A.1 and A.3).
/// One tracker lives through all streams of a leg: a new SSRC or a restarted count begins again and keeps the sums. Pure.
/// </summary>
internal sealed class SequenceTracker
{
    // RFC 3550 A.1: a jump ahead below this is loss, one back below this is a late packet, anything else another count.
    private const int MaxDropout = 3000;
    private const int MaxMisorder = 100;

    private bool _any;

    // Numbers with their cycles; the lowest may fall below zero when the packets before the first one come late.
    private long _lowest;
    private long _highest;
    private long _received;
    private UInt128 _seen;
    private ushort? _expectedAfterJump;
    private long _lostBefore;

    /// <summary>What one packet was.</summary>
    public enum Arrival
    {
        /// <summary>The newest so far.</summary>
        Newest,

        /// <summary>Older than the newest, not seen before.</summary>
        Late,

        /// <summary>Seen before.</summary>
        Duplicate,

        /// <summary>Far outside the count: not taken unless its successor follows.</summary>
        Outside,
    }

    /// <summary>Packets that were sent and did not come, over all streams; never negative.</summary>
    public long Lost => _lostBefore + LostNow;

    /// <summary>Packets that came after a later one.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>Packets that came again.</summary>
    public long Duplicates { get; private set; }

    /// <summary>How often the count began anew within one SSRC.</summary>
    public int Restarts { get; private set; }

    // Duplicates are not in _received, so this cannot fall below zero.
    private long LostNow => _any ? _highest - _lowest + 1 - _received : 0;

    /// <summary>The next packet is the first of another stream.</summary>
    public void BeginStream()
    {
        _lostBefore += LostNow;
        _any = false;
        _expectedAfterJump = null;
    }

    /// <summary>Takes one packet's number.</summary>
    public Arrival Take(ushort sequence)
    {
        if (!_any) return Begin(sequence, 1);
        var ahead = (ushort)(sequence - _highest);
        if (ahead == 0) return Doubled();
        if (ahead < MaxDropout)
        {
            _highest += ahead;
            _seen = ahead < 128 ? (_seen << ahead) | UInt128.One : UInt128.One;
            _received++;
            _expectedAfterJump = null;
            return Arrival.Newest;
        }

        var behind = (ushort)(_highest - sequence);
        if (behind <= MaxMisorder)
        {
            var bit = UInt128.One << behind;
            if ((_seen & bit) != UInt128.Zero) return Doubled();
            _seen |= bit;
            _lowest = Math.Min(_lowest, _highest - behind);
            _received++;
            OutOfOrder++;
            return Arrival.Late;
        }

        if (_expectedAfterJump != sequence)
        {
            _expectedAfterJump = (ushort)(sequence + 1);
            return Arrival.Outside;
        }

        // Two in a row: the far end began to count anew. The first of them is counted as received.
        BeginStream();
        Restarts++;
        return Begin(sequence, 2);
    }

    private Arrival Begin(ushort sequence, int received)
    {
        _any = true;
        _highest = sequence;
        _lowest = sequence - received + 1;
        _received = received;
        _seen = (UInt128.One << received) - UInt128.One;
        return Arrival.Newest;
    }

    private Arrival Doubled()
    {
        Duplicates++;
        return Arrival.Duplicate;
    }
}
