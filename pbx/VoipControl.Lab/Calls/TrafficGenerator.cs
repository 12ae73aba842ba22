namespace VoipControl.Lab.Calls;

/// <summary>Places calls at a rate, with gaps as irregular as those of real callers.</summary>
internal sealed class TrafficGenerator(LabSwitch owner, TimeProvider time, Random random) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private CancellationTokenSource? _stop;
    private Task _running = Task.CompletedTask;
    private int _up;

    public void Start(LabTraffic traffic)
    {
        lock (_lock)
        {
            _stop?.Cancel();
            _stop = new CancellationTokenSource();
            if (traffic.CallsPerSecond > 0)
                _running = RunAsync(traffic, _stop.Token);
        }
    }

    public void Stop()
    {
        lock (_lock)
            _stop?.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        await _running.ConfigureAwait(false);
    }

    private async Task RunAsync(LabTraffic traffic, CancellationToken stop)
    {
        // A timer cannot fire every millisecond; at each tick as many calls are placed as are due.
        var due = 0.0;
        var last = time.GetTimestamp();
        var gap = NextGap(traffic);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                var now = time.GetTimestamp();
                due += time.GetElapsedTime(last, now).TotalSeconds;
                last = now;
                for (; due >= gap; due -= gap, gap = NextGap(traffic))
                    TryPlace(traffic);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private double NextGap(LabTraffic traffic) => -Math.Log(1 - random.NextDouble()) / traffic.CallsPerSecond;

    private void TryPlace(LabTraffic traffic)
    {
        if (!owner.Alive || Volatile.Read(ref _up) >= traffic.MaxConcurrentCalls)
            return;
        var plan = new LabCallPlan
        {
            Kind = NextKind(traffic),
            Caller = traffic.CallerPrefix + random.Next(10_000).ToString("D4", System.Globalization.CultureInfo.InvariantCulture),
            CallerName = "Rider " + random.Next(1000),
            Destination = Pick(traffic.Numbers),
            Callee = Pick(traffic.Extensions),
            TransferTo = Pick(traffic.Extensions),
            Gateway = owner.Options.Gateway,
            Ring = Between(traffic.MinRing, traffic.MaxRing),
            Talk = Between(traffic.MinTalk, traffic.MaxTalk),
            HangUpBy = random.Next(2) == 0 ? LabSide.Caller : LabSide.Callee,
        };
        try
        {
            var call = owner.PlaceCall(plan);
            Interlocked.Increment(ref _up);
            _ = call.Ended.ContinueWith(
                _ => Interlocked.Decrement(ref _up),
                CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        catch (InvalidOperationException)
        {
            // Dead, paused or full: this caller hears nothing, as on a real switch in that state.
        }
    }

    private LabCallKind NextKind(LabTraffic traffic)
    {
        var at = random.NextDouble() * traffic.Mix.Values.Sum();
        foreach (var (kind, weight) in traffic.Mix)
        {
            at -= weight;
            if (at < 0)
                return kind;
        }
        return LabCallKind.Bridged;
    }

    private string Pick(IReadOnlyList<string> from) => from[random.Next(from.Count)];

    private TimeSpan Between(TimeSpan least, TimeSpan most) => least + ((most - least) * random.NextDouble());
}
