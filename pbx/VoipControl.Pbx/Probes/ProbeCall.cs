using VoipControl.Sip.Phone;
using VoipControl.Sip.Rtp;

namespace VoipControl.Pbx.Probes;

/// <summary>One call of a run: the leg that was placed, and the legs by which it reached the probe.</summary>
internal sealed class ProbeCall(int number, string to)
{
    private readonly Lock _gate = new();
    private readonly List<PhoneCall> _callees = [];
    private readonly Dictionary<PhoneCall, MediaStatistics> _frozen = [];
    private bool _wasEnded;

    public int Number => number;

    public string To => to;

    public PhoneCall? Caller { get; set; }

    /// <summary>The time of the call was over, or the run was stopped, and it was still alive.</summary>
    public bool WasKept { get; private set; }

    public IReadOnlyList<PhoneCall> Callees
    {
        get
        {
            lock (_gate) return [.. _callees];
        }
    }

    /// <summary>Adds a leg; false when there are as many as there may be.</summary>
    public bool TryAdd(PhoneCall callee, int most)
    {
        lock (_gate)
        {
            if (_callees.Count >= most) return false;
            _callees.Add(callee);
            return true;
        }
    }

    /// <summary>
    /// The probe ends the call: figures of its live legs stand still from here, because the silence after the end is none of the
    /// switch's doing. Only the first time counts.
    /// </summary>
    public void BeginEnd()
    {
        lock (_gate)
        {
            if (_wasEnded) return;
            _wasEnded = true;
            WasKept = Caller is { Answered: { IsCompletedSuccessfully: true, Result: true }, Ended.IsCompleted: false };
            foreach (var leg in _callees.Append(Caller).OfType<PhoneCall>().Where(static l => !l.Ended.IsCompleted)) _frozen[leg] = leg.Media();
        }
    }

    /// <summary>The leg was alive when the probe ended the call.</summary>
    public bool Kept(PhoneCall leg)
    {
        lock (_gate) return _frozen.ContainsKey(leg);
    }

    public MediaStatistics Media(PhoneCall leg)
    {
        lock (_gate) return _frozen.TryGetValue(leg, out var media) ? media : leg.Media();
    }
}
