namespace VoipControl.Bench;

/// <summary>
/// Watches the process's memory: the working set four times a second, and what is really in use (the heap after a full
/// collection) at each quarter of the work. The working set alone tells mostly how lazy the collector was.
/// </summary>
internal sealed class MemoryWatch : IDisposable
{
    private readonly Timer _timer;
    private readonly List<long> _liveHeap = [];
    private long _highest;

    public MemoryWatch() => _timer = new Timer(_ => _highest = Math.Max(_highest, Environment.WorkingSet), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(250));

    /// <summary>Highest working set seen, bytes.</summary>
    public long Highest => _highest;

    /// <summary>The live heap at each quarter so far, MiB.</summary>
    public string LiveHeap => string.Join(" / ", _liveHeap.Select(static b => b >> 20));

    /// <summary>Told how much of the work is done, 0 to 1.</summary>
    public void Progress(double done)
    {
        if (_liveHeap.Count < 4 && done >= (_liveHeap.Count + 1) / 4.0) _liveHeap.Add(GC.GetTotalMemory(forceFullCollection: true));
    }

    public void Stop() => _timer.Change(Timeout.Infinite, Timeout.Infinite);

    public void Dispose() => _timer.Dispose();
}
