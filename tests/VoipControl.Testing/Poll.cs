namespace VoipControl.Testing;

/// <summary>Waits for something that another process does.</summary>
public static class Poll
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks until <paramref name="condition"/> holds; a <see cref="TimeoutException"/> names what was awaited.</summary>
    public static async Task UntilAsync(
        string what, TimeSpan limit, TimeProvider time, Func<Task<bool>> condition, TimeSpan? interval = null, CancellationToken cancel = default)
    {
        var started = time.GetTimestamp();
        while (!await condition())
        {
            if (time.GetElapsedTime(started) > limit)
                throw new TimeoutException($"Waited {limit.TotalSeconds:0.#} s for this and it did not come: {what}.");
            await Task.Delay(interval ?? Interval, time, cancel);
        }
    }

    /// <inheritdoc cref="UntilAsync(string, TimeSpan, TimeProvider, Func{Task{bool}}, TimeSpan?, CancellationToken)"/>
    public static Task UntilAsync(
        string what, TimeSpan limit, TimeProvider time, Func<bool> condition, TimeSpan? interval = null, CancellationToken cancel = default) =>
        UntilAsync(what, limit, time, () => Task.FromResult(condition()), interval, cancel);
}
