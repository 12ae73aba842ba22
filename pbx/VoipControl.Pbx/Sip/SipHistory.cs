using System.Data.Common;
using Microsoft.Extensions.Logging;
using VoipControl.Core.Trunks;
using VoipControl.Store;
using VoipControl.Store.MySql;
using VoipControl.Store.Trunks;

namespace VoipControl.Pbx.Sip;

/// <summary>
/// The way of changes, results and alarms to MySQL, in order. Adding never waits: while MySQL is away they stay in a bounded
/// buffer, and what is dropped from it, the oldest first, is counted and told once.
/// </summary>
internal sealed class SipHistory(TrunkStore store, DatabaseGate gate, SipOptions options, SipMetrics metrics, TimeProvider time, ILogger<SipHistory> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly LinkedList<Func<CancellationToken, Task>> _waiting = [];
    private long _dropped;

    /// <summary>Entries that wait.</summary>
    public int Count
    {
        get { lock (_lock) return _waiting.Count; }
    }

    public void Add(TargetChange change) => Add(ct => store.AddAsync(change, ct));

    public void Add(CanaryResult result) => Add(ct => store.AddAsync(result, ct));

    public void Raise(CanaryAlarm alarm) => Add(ct => store.RaiseAsync(alarm, ct));

    public void Clear(string observer, string canary, CanaryFault fault, DateTime at) => Add(ct => store.ClearAsync(observer, canary, fault, at, ct));

    /// <summary>Writes until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        var told = false;
        while (true)
        {
            try
            {
                while (First() is { } entry)
                {
                    await WriteAsync(entry.Value, cancellation);
                    // Not the first any more where the buffer was full meanwhile: what was written is gone either way.
                    lock (_lock)
                        if (entry.List is not null) _waiting.Remove(entry);
                }
                if (told || _dropped > 0) Log.HistoryGoesOn(logger, Interlocked.Exchange(ref _dropped, 0));
                told = false;
            }
            catch (Exception e) when (e is DbException || VoipDatabase.IsUnavailable(e))
            {
                // Asked to stop while MySQL is away is no crash.
                cancellation.ThrowIfCancellationRequested();
                if (!told) Log.HistoryWaits(logger, e.Message);
                told = true;
                await Task.Delay(RetryPause, time, cancellation);
            }
            await Task.Delay(Pause, time, cancellation);
        }
    }

    private async Task WriteAsync(Func<CancellationToken, Task> entry, CancellationToken cancellation)
    {
        try
        {
            await entry(cancellation);
        }
        catch (Exception e) when (VoipDatabase.IsDataError(e))
        {
            // It will never be written; the others must not wait for it.
            metrics.HistoryDropped();
            Log.HistoryRefused(logger, e.Message);
        }
    }

    private LinkedListNode<Func<CancellationToken, Task>>? First()
    {
        lock (_lock) return _waiting.First;
    }

    private void Add(Func<CancellationToken, Task> entry)
    {
        var first = false;
        lock (_lock)
        {
            if (_waiting.Count >= options.HistoryLimit)
            {
                _waiting.RemoveFirst();
                first = _dropped++ == 0;
                metrics.HistoryDropped();
            }
            _waiting.AddLast(entry);
        }
        if (first) Log.HistoryFull(logger, options.HistoryLimit);
    }
}
