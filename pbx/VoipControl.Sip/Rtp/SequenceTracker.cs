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
    private ushort _base;
    private ushort _max;
    private long _cycles;
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
    private long LostNow => _any ? _cycles + _max - _base + 1 - _received : 0;

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
        if (!_any)
        {
            (_any, _base, _max, _cycles, _received, _seen) = (true, sequence, sequence, 0, 1, UInt128.One);
            return Arrival.Newest;
        }

        var ahead = (ushort)(sequence - _max);
        if (ahead == 0) return Doubled();
        if (ahead < MaxDropout)
        {
            if (sequence < _max) _cycles += 1 << 16;
            _max = sequence;
            _seen = ahead < 128 ? (_seen << ahead) | UInt128.One : UInt128.One;
            _received++;
            _expectedAfterJump = null;
            return Arrival.Newest;
        }

        var behind = (ushort)(_max - sequence);
        if (behind <= MaxMisorder)
        {
            var bit = UInt128.One << behind;
            if ((_seen & bit) != UInt128.Zero) return Doubled();
            // Before the very first one: nothing is known to have been lost there.
            if (_cycles + _max - behind < _base) return Arrival.Late;
            _seen |= bit;
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
        (_any, _base, _max, _cycles, _received, _seen) = (true, (ushort)(sequence - 1), sequence, sequence == 0 ? 1 << 16 : 0, 2, new UInt128(0, 3));
        return Arrival.Newest;
    }

    private Arrival Doubled()
    {
        Duplicates++;
        return Arrival.Duplicate;
    }
}
