using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VoipControl.Store.MySql;
using VoipControl.Store.Stores;
using VoipControl.Web.Live;
using VoipControl.Web.Nodes;

namespace VoipControl.Web.Pbx;

/// <summary>
/// Keeps one stream to each pbx process of the nodes table and tries a lost one again for as long as the table lists it.
/// While the database is away the known processes stay.
/// </summary>
internal sealed class PbxStreamsLoop(
    NodeDirectory nodes, PbxHttp http, LiveFeed feed, WebMetrics metrics, IOptions<WebOptions> options, TimeProvider time,
    Random random, ILogger<PbxStreamsLoop> logger) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<string, Source> _sources = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.NodesRefreshSeconds), time);
        try
        {
            do
            {
                await RefreshAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            foreach (var url in _sources.Keys.ToList()) await StopAsync(url);
        }
    }

    private async Task RefreshAsync(CancellationToken ct)
    {
        // A reader ends by itself only when it crashed; that ends this loop, and the process with it.
        foreach (var source in _sources.Values)
            if (source.Work.IsFaulted) await source.Work;
        IReadOnlyList<NodeRow> rows;
        try
        {
            rows = await nodes.RefreshAsync(ct);
        }
        catch (Exception e) when (VoipDatabase.IsUnavailable(e))
        {
            Log.NodesNotRead(logger, e.Message);
            return;
        }
        var wanted = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (!Uri.TryCreate(row.PbxUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            {
                Log.BadPbxUrl(logger, row.Name, row.PbxUrl);
                continue;
            }
            if (!wanted.TryGetValue(row.PbxUrl, out var names)) wanted.Add(row.PbxUrl, names = []);
            names.Add(row.Name);
        }
        foreach (var url in _sources.Keys.Where(u => !wanted.ContainsKey(u)).ToList())
        {
            await StopAsync(url);
            feed.Forget(url);
        }
        foreach (var (url, names) in wanted)
        {
            if (_sources.TryGetValue(url, out var known))
            {
                known.Nodes = names;
                continue;
            }
            var added = new Source(names, CancellationTokenSource.CreateLinkedTokenSource(ct));
            _sources.Add(url, added);
            added.Work = FollowAsync(url, added);
        }
    }

    private async Task StopAsync(string url)
    {
        if (!_sources.Remove(url, out var source)) return;
        await source.Stop.CancelAsync();
        try
        {
            await source.Work;
        }
        finally
        {
            source.Stop.Dispose();
        }
    }

    private async Task FollowAsync(string url, Source source)
    {
        var ct = source.Stop.Token;
        var idle = TimeSpan.FromSeconds(options.Value.PbxStreamIdleSeconds);
        var longest = TimeSpan.FromSeconds(options.Value.PbxRetryMaxSeconds);
        var pause = FirstPause;
        // The refresh goes on while the first connection is made.
        await Task.Yield();
        try
        {
            while (true)
            {
                var reason = await new PbxStream(http, feed, time).ReadAsync(url, idle, told =>
                {
                    pause = FirstPause;
                    feed.Complete(url, told, source.Nodes);
                    Log.StreamComplete(logger, url, string.Join(',', source.Nodes), told.Count);
                }, ct);
                metrics.StreamLost();
                Log.StreamLost(logger, url, string.Join(',', source.Nodes), reason);
                feed.Lose(url, source.Nodes, reason);
                await Task.Delay(pause * (0.5 + Jitter()), time, ct);
                pause = pause * 2 < longest ? pause * 2 : longest;
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
        catch
        {
            // Nothing foreseen ends here; until the process ends the calls must not be shown as fresh.
            feed.Lose(url, source.Nodes, "internal error");
            throw;
        }
    }

    /// <summary>Between 0 and 0.5: several web processes must not come back in step. A Random is not for several threads.</summary>
    private double Jitter()
    {
        lock (random) return random.NextDouble() / 2;
    }

    private sealed class Source(IReadOnlyList<string> nodes, CancellationTokenSource stop)
    {
        public IReadOnlyList<string> Nodes { get; set; } = nodes;
        public CancellationTokenSource Stop { get; } = stop;
        public Task Work { get; set; } = Task.CompletedTask;
    }
}
