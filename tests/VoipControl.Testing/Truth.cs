using VoipControl.Lab;
using VoipControl.Store.Queries;

namespace VoipControl.Testing;

/// <summary>Compares call records with what the lab switches really did.</summary>
public static class Truth
{
    /// <summary>Faults of the records, a line each: lost, foreign and wrong ones.</summary>
    public static List<string> Faults(IReadOnlyCollection<LabCallOutcome> ledger, IReadOnlyCollection<CallRecord> records)
    {
        var faults = new List<string>();
        var byId = records.ToDictionary(static r => r.CallId.Value);
        foreach (var truth in ledger)
        {
            if (!byId.Remove(Guid.Parse(truth.RootUuid), out var record)) faults.Add($"{truth.RootUuid}: no record");
            else if (Wrong(truth, record) is { } fault) faults.Add($"{truth.RootUuid} ({truth.Kind}): {fault}");
        }
        faults.AddRange(byId.Keys.Select(static id => $"{id}: a record of no call"));
        return faults;
    }

    private static string? Wrong(LabCallOutcome truth, CallRecord record)
    {
        if (truth.Outcome == LabOutcome.Lost)
            return record is { EndInferred: true, Cause: "CRASH" } ? null : $"lost with its switch, but the end is inferred: {record.EndInferred}, cause {record.Cause}";
        if (record.Outcome.ToString() != truth.Outcome.ToString()) return $"outcome {record.Outcome}, not {truth.Outcome}";
        if (record.StartedAt != Time(truth.CreatedMicros)) return $"started {record.StartedAt:O}, not {Time(truth.CreatedMicros):O}";
        if (record.EndedAt != Time(truth.EndedMicros)) return $"ended {record.EndedAt:O}, not {Time(truth.EndedMicros):O}";
        if (record.LegCount != truth.Legs.Count) return $"{record.LegCount} legs, not {truth.Legs.Count}";
        if (record.Caller.Number != truth.Caller) return $"caller {record.Caller.Number}, not {truth.Caller}";
        if (record.Callee.Number != truth.Destination) return $"callee {record.Callee.Number}, not {truth.Destination}";
        if (record.Cause != truth.HangupCause) return $"cause {record.Cause}, not {truth.HangupCause}";
        if (record.EndInferred) return "its end was inferred";
        return null;
    }

    private static DateTime Time(long microseconds) => DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
