namespace VoipControl.Core.Trunks;

/// <summary>
/// The alarms of one canary: each fault is raised after some results in a row that show it, and cleared after some in a row
/// that could have shown it and do not. Pure; not for several threads.
/// </summary>
/// <param name="raiseAfter">Results in a row that raise an alarm, at least 1.</param>
/// <param name="clearAfter">Results in a row that clear it, at least 1.</param>
public sealed class CanaryAlarms(int raiseAfter, int clearAfter)
{
    private readonly Dictionary<CanaryFault, Count> _counts = [];

    /// <summary>Faults whose alarm stands.</summary>
    public IReadOnlyList<CanaryFault> Raised => [.. _counts.Where(static c => c.Value.Raised == true).Select(static c => c.Key).Order()];

    /// <summary>
    /// Takes a verdict. Returns what changed; a fault that was never raised here is told cleared once too, for an alarm of the
    /// process before this one may stand.
    /// </summary>
    public IReadOnlyList<AlarmChange> Observe(CanaryVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        var changes = new List<AlarmChange>();
        foreach (var fault in Enum.GetValues<CanaryFault>())
        {
            var count = _counts.GetValueOrDefault(fault);
            if (verdict.Faults.Contains(fault))
            {
                count = count with { Bad = Math.Min(count.Bad + 1, raiseAfter), Good = 0 };
                if (count.Bad >= raiseAfter && count.Raised != true)
                {
                    count = count with { Raised = true };
                    changes.Add(new AlarmChange(fault, true));
                }
            }
            else if (verdict.Judged.Contains(fault))
            {
                count = count with { Bad = 0, Good = Math.Min(count.Good + 1, clearAfter) };
                if (count.Good >= clearAfter && count.Raised != false)
                {
                    count = count with { Raised = false };
                    changes.Add(new AlarmChange(fault, false));
                }
            }
            _counts[fault] = count;
        }
        return changes;
    }

    private readonly record struct Count(int Bad, int Good, bool? Raised);
}
