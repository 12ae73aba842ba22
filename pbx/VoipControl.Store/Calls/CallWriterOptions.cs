namespace VoipControl.Store.Calls;

/// <summary>How <see cref="CallWriter"/> writes.</summary>
public sealed record CallWriterOptions
{
    /// <summary>Most facts a transaction. Default 4,000; a batch has as many only while MySQL is behind.</summary>
    public int BatchFacts { get; init; } = 4000;

    /// <summary>Most bytes of facts a transaction, up to 2 MB. Default 2 MB.</summary>
    public int BatchBytes { get; init; } = 2 << 20;

    /// <summary>
    /// Least time from the start of one transaction to the next while MySQL keeps up. Default 10 ms: at some hundred facts
    /// a second it halves the work of both sides.
    /// </summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Longest wait between two attempts while MySQL does not take facts. Default 5 s; the first wait is 100 ms.</summary>
    public TimeSpan RetryLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many ended calls stay in memory, so that their last facts need no reading back. Default 4,096.</summary>
    public int EndedCallsKept { get; init; } = 4096;

    /// <summary>Told of each transaction once it is committed, on the writer's own loop. An exception ends the loop.</summary>
    public Action<StoredBatch>? Stored { get; init; }
}
