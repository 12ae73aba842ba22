using System.Text;
using Microsoft.Extensions.Logging;
using VoipControl.Core.Calls;
using VoipControl.Esl;
using VoipControl.Pbx.Calls;

namespace VoipControl.Pbx.Nodes;

/// <summary>
/// Compares what a switch has with what the tracker holds for alive on it, in both directions. It runs beside the events,
/// not before them: whatever it finds is a fact among others, and facts may come in any order.
/// </summary>
internal sealed class NodeCompare(
    string node, PbxOptions options, CallTracker tracker, CdrSpool? recordFiles, TestMark marks, PbxMetrics metrics, TimeProvider time, ILogger logger)
{
    /// <summary>Channels that are asked about at once; the switch answers the commands one by one anyway.</summary>
    private const int DumpsAtOnce = 16;

    /// <summary>The cause of a leg whose switch died under it.</summary>
    internal const string CrashCause = "CRASH";

    /// <summary>The cause of a leg that ended while nobody listened and left no report (Q.850 cause 31).</summary>
    internal const string UnknownCause = "NORMAL_UNSPECIFIED";

    private readonly CallEvents _reader = new(node, marks);

    private long _clockOffset;

    /// <summary>Channels that the last compare found listed and not there.</summary>
    private HashSet<LegId> _refused = [];

    /// <summary>
    /// How far the switch's clock is ahead of ours, by its last heartbeat. An end that is inferred stands on the switch's
    /// clock: one from a clock that is ahead would outlast the signs of life that refute it.
    /// </summary>
    public TimeSpan ClockOffset
    {
        get => new(Interlocked.Read(ref _clockOffset));
        set => Interlocked.Exchange(ref _clockOffset, value.Ticks);
    }

    /// <summary>
    /// Compares once. Returns the number of zombies, channels that the switch lists and does not have, and whether there
    /// may be more: a busy switch lists each channel for a moment after its end (it reads a table that is written behind
    /// it), so only what is refused in two compares in a row is a zombie.
    /// </summary>
    public async Task<(int Zombies, bool Doubtful)> RunAsync(EslConnection connection, Guid core, string reason, CancellationToken cancellation)
    {
        metrics.Compared(node, reason);
        // Ours first: a leg that is made after this line cannot be missed by the listing that follows it.
        var ours = tracker.LiveLegs(node);
        var listing = await connection.ApiAsync(EslCommands.ShowChannels(), cancellationToken: cancellation);
        var rows = EslResponses.ReadRows(listing);
        var listed = new HashSet<LegId>();
        var refused = new HashSet<LegId>();
        var window = new Queue<(LegId Leg, Task<string> Dump, Task<string> MediaBugs)>();
        foreach (var row in rows)
        {
            if (!Guid.TryParse(row.GetValueOrDefault("uuid"), out var id))
            {
                Log.ForeignChannel(logger, node, row.GetValueOrDefault("uuid") ?? "");
                continue;
            }
            if (window.Count == DumpsAtOnce) Count(await TakeAsync(window.Dequeue(), cancellation));
            window.Enqueue((
                new LegId(id), connection.ApiAsync(EslCommands.Dump(id), cancellationToken: cancellation),
                connection.ApiAsync(EslCommands.BugList(id), cancellationToken: cancellation)));
        }
        while (window.Count > 0) Count(await TakeAsync(window.Dequeue(), cancellation));

        void Count((LegId Leg, bool Exists) result) => (result.Exists ? listed : refused).Add(result.Leg);

        var missing = ours.Where(l => !listed.Contains(l.Id)).ToList();
        var ended = missing.Count == 0 ? 0 : await SettleMissingAsync(connection, core, missing, cancellation);
        var zombies = refused.Count(_refused.Contains);
        _refused = refused;
        Log.Compared(logger, node, reason, listed.Count, ended, zombies);
        return (zombies, zombies < refused.Count);
    }

    /// <summary>Infers the end of every leg the tracker holds for alive on this node: the switch is held for dead.</summary>
    public async Task InferAllAsync(CancellationToken cancellation)
    {
        var legs = tracker.LiveLegs(node);
        foreach (var leg in legs) await InferAsync(leg, CrashCause, cancellation);
        if (legs.Count > 0) Log.DeclaredDead(logger, node, options.DeadAfterSeconds, legs.Count);
    }

    private async Task<(LegId Leg, bool Exists)> TakeAsync(
        (LegId Leg, Task<string> Dump, Task<string> MediaBugs) item, CancellationToken cancellation)
    {
        string dump;
        try
        {
            dump = await item.Dump;
        }
        catch (EslCommandRefusedException)
        {
            // Listed and not there: it ended between the two commands, or it is a zombie.
            return (item.Leg, false);
        }
        var facts = new List<LegFact>(3);
        using (var parsed = EslEvent.FromPlain(Encoding.UTF8.GetBytes(dump)))
        {
            if (!_reader.TryReadDump(parsed, facts, out var problem))
            {
                metrics.RefusedEvent(node);
                Log.EventRefused(logger, node, problem!);
            }
        }
        foreach (var fact in facts) await tracker.ApplyAsync(fact, cancellation);
        if (facts is [var seen, ..]) await TakeRecordingsAsync(seen, item.MediaBugs, cancellation);
        return (item.Leg, true);
    }

    /// <summary>
    /// A dump does not tell that a leg is being recorded, its media bugs do. A recording whose start was missed begins, for
    /// all that is known, with this compare; its length comes with its end.
    /// </summary>
    private async Task TakeRecordingsAsync(LegFact seen, Task<string> mediaBugs, CancellationToken cancellation)
    {
        string listing;
        try
        {
            listing = await mediaBugs;
        }
        catch (EslCommandRefusedException)
        {
            // The leg ended after its dump; its end will tell.
            return;
        }
        var at = seen.At;
        foreach (var file in MediaBugs.Recordings(listing))
        {
            if (file.Length > FactText.MaxPathLength || tracker.KnowsRecording(seen.Leg, file)) continue;
            await tracker.ApplyAsync(seen with { Kind = FactKind.RecordingStarted, At = at, Recording = file, Details = null, Transfers = null }, cancellation);
            // Two of the same moment would pass for one fact.
            at = at.AddMicroseconds(1);
        }
    }

    /// <summary>
    /// Legs that the switch does not list: their end is most likely on its way as an event or lies in a record file. What is
    /// still alive here after the grace, and gone there, gets an inferred end.
    /// </summary>
    private async Task<int> SettleMissingAsync(EslConnection connection, Guid core, List<LiveLeg> missing, CancellationToken cancellation)
    {
        await Task.Delay(TimeSpan.FromSeconds(options.GoneGraceSeconds), time, cancellation);
        var alive = tracker.LiveLegs(node).ToDictionary(static l => l.Id);
        var ended = 0;
        foreach (var leg in missing)
        {
            if (!alive.TryGetValue(leg.Id, out var now)) continue;
            var there = await connection.ApiAsync(EslCommands.Exists(leg.Id.Value), cancellationToken: cancellation);
            if (EslResponses.ReadExists(there)) continue;
            await InferAsync(now, now.Core == core ? UnknownCause : CrashCause, cancellation);
            ended++;
        }
        return ended;
    }

    private async Task InferAsync(LiveLeg leg, string cause, CancellationToken cancellation)
    {
        // The switch may have told the truth on its disk.
        if (recordFiles is not null && await recordFiles.TryReportAsync(leg.Id, cancellation)) return;
        metrics.InferredEnd(node);
        var now = time.GetUtcNow().UtcDateTime + ClockOffset;
        await tracker.ApplyAsync(new LegFact
        {
            Kind = FactKind.Gone,
            Leg = leg.Id,
            Core = leg.Core,
            // Later than all that is known of the leg, also where the switch's clock is not known yet.
            At = now > leg.LatestAt ? now : leg.LatestAt.AddTicks(TimeSpan.TicksPerMicrosecond),
            Node = node,
            HangUp = new HangUp(cause),
        }, cancellation);
    }
}
