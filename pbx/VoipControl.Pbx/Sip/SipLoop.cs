using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VoipControl.Core.Calls;
using VoipControl.Store;
using VoipControl.Store.MySql;
using VoipControl.Store.Trunks;

namespace VoipControl.Pbx.Sip;

/// <summary>
/// Everything that runs in role sip: a watch for each target, a canary where there is one, and the way to MySQL. Qualifying
/// never waits for MySQL.
/// </summary>
internal sealed class SipLoop(
    SipOptions options, SipSecret secret, SipWireStart start, TrunkStore store, SipHistory history, SipMetrics metrics, DatabaseGate gate,
    TimeProvider time, ILoggerFactory loggers, ILogger<SipLoop> logger) : BackgroundService
{
    /// <summary>How often states are written although nothing changed: who reads them sees that somebody still looks.</summary>
    private static readonly TimeSpan TableInterval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan RetentionInterval = TimeSpan.FromHours(1);

    private readonly Random _random = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var targets = SipTarget.Of(options);
        if (targets.Count == 0)
        {
            Log.SipIdle(logger);
            return;
        }
        var observer = options.Observer.Length > 0 ? options.Observer : HostName();
        await using var wire = await start(stoppingToken);
        var watches = targets.Select(t => new TargetWatch(t, observer, wire.Wire, history, metrics, time, _random, loggers.CreateLogger<TargetWatch>())).ToList();
        var marks = targets.Any(static t => t.Canary is not null) ? new TestMark(secret.Value) : null;
        var canaries = targets.Where(static t => t.Canary is not null).Select(t => new CanaryRun(
            t, t.Canary!, observer, options.AlarmAfter, options.ClearAfter, marks!, wire.Wire, history, metrics, time, _random, loggers.CreateLogger<CanaryRun>())).ToList();
        metrics.Show(watches, canaries, history);
        Log.SipStarted(logger, observer, targets.Count, canaries.Count);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        List<Task> loops =
        [
            history.RunAsync(ended.Token),
            TablesAsync(observer, watches, canaries, ended.Token),
            RetentionAsync(ended.Token),
            .. watches.Select(w => w.RunAsync(ended.Token)),
            .. canaries.Select(c => c.RunAsync(ended.Token)),
        ];
        try
        {
            await await Task.WhenAny(loops);
        }
        finally
        {
            await ended.CancelAsync();
            await Task.WhenAll(loops).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>The host's name as far as it fits a name.</summary>
    private static string HostName()
    {
        var name = new string([.. Environment.MachineName.Where(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.').Take(64)]);
        return name.Length > 0 ? name : "host";
    }

    private async Task TablesAsync(string observer, List<TargetWatch> watches, List<CanaryRun> canaries, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        var (cleaned, told, shared) = (false, false, false);
        DateTime? written = null;
        while (true)
        {
            try
            {
                if (!cleaned)
                    await store.KeepOnlyAsync(observer, [.. watches.Select(static w => w.Target.Name)], [.. canaries.Select(static c => c.Target.Name)], time.GetUtcNow().UtcDateTime, cancellation);
                cleaned = true;
                // Two processes with one name look like one that cannot decide; nobody else would notice.
                if (!shared && written is { } own && await store.LastWrittenAsync(observer, cancellation) is { } last && last > own + TimeSpan.FromMilliseconds(1))
                {
                    Log.ObserverShared(logger, observer);
                    shared = true;
                }
                List<TargetRow> rows = [.. watches.Select(static w => w.Row())];
                await store.SaveStatesAsync(rows, cancellation);
                written = rows.Max(static r => r.UpdatedAt);
                await store.SaveCanariesAsync([.. canaries.Select(static c => c.Row())], cancellation);
                told = false;
            }
            catch (Exception e) when (VoipDatabase.IsUnavailable(e) || VoipDatabase.IsTransient(e))
            {
                cancellation.ThrowIfCancellationRequested();
                if (!told) Log.StatesUnwritable(logger, e.Message);
                told = true;
            }
            await Task.Delay(TableInterval, time, cancellation);
        }
    }

    private async Task RetentionAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        while (true)
        {
            try
            {
                var deleted = await store.DeleteBeforeAsync(time.GetUtcNow().UtcDateTime.AddDays(-options.RetentionDays), cancellation);
                if (deleted > 0) Log.HistoryDeleted(logger, deleted, options.RetentionDays);
            }
            catch (Exception e) when (VoipDatabase.IsUnavailable(e) || VoipDatabase.IsTransient(e))
            {
                cancellation.ThrowIfCancellationRequested();
                Log.RetentionWaits(logger, e.Message);
            }
            await Task.Delay(RetentionInterval, time, cancellation);
        }
    }
}
