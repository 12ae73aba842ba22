using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VoipControl.Core.Calls;
using VoipControl.Pbx.Calls;
using VoipControl.Pbx.Nodes;
using VoipControl.Store;
using VoipControl.Store.Calls;
using VoipControl.Store.Journals;
using VoipControl.Store.MySql;
using VoipControl.Store.Stores;

namespace VoipControl.Pbx;

/// <summary>
/// Everything that runs in role pbx. What was known before a restart is restored first, so that the compare with the
/// switches knows what to look for; then all loops run side by side, and the first that fails ends the process.
/// </summary>
internal sealed class PbxLoop(
    PbxOptions options, IReadOnlyList<NodeSession> sessions, CallTracker tracker, Journal journal, CallWriter writer, CallRestore restore,
    NodeStore nodes, DatabaseGate gate, PbxMetrics metrics, TimeProvider time, ILogger<PbxLoop> logger) : BackgroundService
{
    /// <summary>How long the switches may wait for MySQL's part of the restore: facts may come later, in any order.</summary>
    private static readonly TimeSpan RestoreTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RestorePause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan NodeTableInterval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        metrics.Show(sessions, tracker, writer, time);
        var restored = await RestoreAtStartAsync(stoppingToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var stop = ended.Token;
        List<Task> loops =
        [
            journal.Completion,
            tracker.RunAsync(stop),
            WriteAsync(stop),
            NodeTableAsync(stop),
            .. sessions.Select(s => s.RunAsync(stop)),
            .. sessions.Select(static s => s.RecordFiles).OfType<CdrSpool>().Select(f => f.RunAsync(stop)),
        ];
        if (!restored) loops.Add(RestoreLaterAsync(stop));
        try
        {
            while (loops.Count > 0)
            {
                var first = await Task.WhenAny(loops);
                loops.Remove(first);
                await first;
            }
        }
        finally
        {
            await ended.CancelAsync();
            await Task.WhenAll(loops.Where(l => l != journal.Completion))
                .ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            if (!journal.Completion.IsCompleted) await journal.FlushAsync(CancellationToken.None);
        }
    }

    /// <summary>Restores live calls: from MySQL and the rest of the journal, or, while MySQL is away, from the journal alone.</summary>
    private async Task<bool> RestoreAtStartAsync(CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(RestoreTimeout);
        long from = 0;
        var restored = false;
        try
        {
            await gate.WaitAsync(timeout.Token);
            from = await RestoreFromMySqlAsync(timeout.Token);
            restored = true;
        }
        catch (Exception e) when (e is OperationCanceledException || VoipDatabase.IsUnavailable(e))
        {
            cancellation.ThrowIfCancellationRequested();
            Log.RestoreWaits(logger, e is OperationCanceledException ? $"no answer within {RestoreTimeout.TotalSeconds} s" : e.Message);
        }
        Log.Restored(logger, await RestoreFromJournalAsync(from, cancellation), "the journal");
        return restored;
    }

    private async Task<int> RestoreFromJournalAsync(long from, CancellationToken cancellation)
    {
        var end = journal.CommittedPosition;
        using var reader = journal.OpenReader(Math.Clamp(from, journal.FirstPosition, end));
        var entries = new List<JournalEntry>();
        var restored = 0;
        while (reader.Position < end && await reader.ReadAsync(entries, 1000, 1 << 20, cancellation))
        {
            var facts = entries.ConvertAll(Decode).OfType<LegFact>().ToList();
            tracker.Restore(facts);
            restored += facts.Count;
        }
        return restored;
    }

    /// <summary>An entry that cannot be read is put aside, with an error, by the writer; here it is only not there.</summary>
    private static LegFact? Decode(JournalEntry entry)
    {
        try
        {
            return JsonSerializer.Deserialize(entry.Payload.Span, CallJson.Default.LegFact);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task RestoreLaterAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        while (true)
        {
            try
            {
                await RestoreFromMySqlAsync(cancellation);
                return;
            }
            catch (Exception e) when (VoipDatabase.IsUnavailable(e))
            {
                await Task.Delay(RestorePause, time, cancellation);
            }
        }
    }

    /// <summary>Returns the journal position up to which MySQL has everything.</summary>
    private async Task<long> RestoreFromMySqlAsync(CancellationToken cancellation)
    {
        // The cursor first: what is stored between the two reads is then read twice, not missed.
        var cursor = await restore.CursorAsync(journal.Id, cancellation);
        IReadOnlyList<LegFact> facts = await restore.LoadLiveFactsAsync([.. sessions.Select(static s => s.Name)], cancellation);
        tracker.Restore(facts);
        Log.Restored(logger, facts.Count, "MySQL");
        return cursor;
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        await writer.RunAsync(cancellation);
    }

    /// <summary>Keeps the nodes table current; other processes read there who drives which switch, and how it is.</summary>
    private async Task NodeTableAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        var told = false;
        while (true)
        {
            try
            {
                foreach (var session in sessions) await nodes.SaveAsync(RowOf(session), cancellation);
                told = false;
            }
            catch (Exception e) when (VoipDatabase.IsUnavailable(e))
            {
                // Asked to stop while MySQL is away is no crash.
                cancellation.ThrowIfCancellationRequested();
                if (!told) Log.NodeTableUnwritable(logger, e.Message);
                told = true;
            }
            await Task.Delay(NodeTableInterval, time, cancellation);
        }
    }

    private NodeRow RowOf(NodeSession session)
    {
        var status = session.Status;
        return new NodeRow
        {
            Name = status.Name,
            State = status.State.ToString().ToLowerInvariant(),
            StateReason = status.Reason,
            CoreId = status.Core,
            Version = status.Version,
            EventSocket = $"{session.Options.Host}:{session.Options.Port}",
            PbxUrl = options.Url.TrimEnd('/'),
            Sessions = status.Sessions,
            MaxSessions = status.MaxSessions,
            Zombies = status.Zombies,
            ConnectedAt = status.ConnectedAt,
            LastHeartbeatAt = status.LastHeartbeatAt,
            UpdatedAt = time.GetUtcNow().UtcDateTime,
        };
    }
}
