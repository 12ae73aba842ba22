using System.Globalization;

namespace VoipControl.Bench;

/// <summary>Looks at the process's memory four times a second.</summary>
internal sealed class MemoryWatch : IDisposable
{
    private readonly List<long> _samples = [];
    private readonly Timer _timer;

    public MemoryWatch() => _timer = new Timer(_ =>
    {
        lock (_samples) _samples.Add(Environment.WorkingSet);
    }, null, TimeSpan.Zero, TimeSpan.FromMilliseconds(250));

    /// <summary>Highest working set seen, bytes.</summary>
    public long Highest
    {
        get { lock (_samples) return _samples.Max(); }
    }

    public void Stop() => _timer.Change(Timeout.Infinite, Timeout.Infinite);

    public void Dispose() => _timer.Dispose();

    public override string ToString()
    {
        lock (_samples)
            return string.Create(CultureInfo.InvariantCulture, $"{_samples[_samples.Count / 4] >> 20} / {_samples[^1] >> 20} / {_samples.Max() >> 20}");
    }
}
