using VoipControl.Core.Calls;
using VoipControl.Store.Queries;
using VoipControl.Testing.RealFreeSwitch;

namespace VoipControl.IntegrationTests.RealFreeSwitch;

/// <summary>Calls of one kind that one SIPp places on one node, and what each of them must become.</summary>
internal sealed record PlacedCalls(FreeSwitchNode Node, CallKind Kind, SippSettings Settings, SippProcess Sipp)
{
    public IEnumerable<string> Callers => Enumerable.Range(1, Settings.Calls).Select(i => $"{Settings.CallerPrefix}{i:00000}");

    /// <summary>What is wrong with the records and views of these calls; a line each.</summary>
    public IEnumerable<string> Faults(ILookup<string, CallRecord> records, IReadOnlyDictionary<CallId, CallView> views)
    {
        foreach (var caller in Callers)
        {
            var found = records[caller].ToList();
            if (found.Count != 1)
            {
                yield return $"{Kind.Name} call of {caller} on {Node.Name} has {found.Count} records";
                continue;
            }
            var record = found[0];
            foreach (var fault in Faults(record, views[record.CallId]))
                yield return $"{record.CallId} ({Kind.Name}, {caller} on {Node.Name}): {fault}";
        }
    }

    private IEnumerable<string> Faults(CallRecord record, CallView view)
    {
        if (record.Outcome != Kind.Outcome) yield return $"outcome {record.Outcome} and not {Kind.Outcome}";
        if (record.Cause != Kind.Cause) yield return $"cause {record.Cause} and not {Kind.Cause}";
        if (record.EndedBy != Kind.EndedBy) yield return $"ended by {record.EndedBy} and not {Kind.EndedBy}";
        if (record.Node != Node.Name) yield return $"node {record.Node}";
        if (record.Tenant != "lab") yield return $"tenant {record.Tenant}";
        if (record.Callee.Number != Settings.Number) yield return $"callee {record.Callee.Number} and not {Settings.Number}";
        if (record.EndInferred) yield return "its end is inferred";
        if (record.LegCount != Kind.Legs) yield return $"{record.LegCount} legs and not {Kind.Legs}";
        if (record.RecordingCount != Kind.Recordings) yield return $"{record.RecordingCount} recordings and not {Kind.Recordings}";
        if (record.TransferCount != Kind.Transfers) yield return $"{record.TransferCount} transfers and not {Kind.Transfers}";
        if (record.Talk > TimeSpan.Zero != (Kind.Outcome == Outcome.Answered)) yield return $"talk time {record.Talk}";
        if (record.Talk < Kind.LeastTalk) yield return $"talk time {record.Talk} and not at least {Kind.LeastTalk}";
        if (record.Talk > record.EndedAt - record.StartedAt) yield return $"talk time {record.Talk} in a call from {record.StartedAt:O} to {record.EndedAt:O}";
        if (view.State != CallState.Ended) yield return $"its view is {view.State}";
        if (view.Transfers.Count != Kind.Transfers) yield return $"{view.Transfers.Count} transfers in its view";
        if (view.Recordings.Any(r => !r.File.StartsWith(Node.RecordingsDirectory, StringComparison.Ordinal))) yield return "a recording is not in the node's folder";
    }
}
