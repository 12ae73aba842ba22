using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using VoipControl.Core.Calls;

namespace VoipControl.Store.Journals;

/// <summary>
/// Facts on the local disk, in front of MySQL. One loop writes all facts that wait as one group and flushes the disk once;
/// only then are they told to the rest of the process. Files are deleted when MySQL has their facts.
/// </summary>
/// <remarks>
/// A position counts the bytes since the journal began; a number counts its facts. Both only grow. Thread-safe.
/// </remarks>
public sealed class Journal : IAsyncDisposable
{
    // A group is written in one piece and held in memory until then.
    private const int MaxGroupBytes = 4 << 20;
    private const int MaxGroupFacts = 4096;

    private readonly JournalOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FileStream _lock;
    private readonly RejectedFacts _rejected;
    private readonly Channel<Item> _queue;
    private readonly FrameBuffer _buffer = new();
    private readonly List<LegFact> _group = [];
    private readonly List<TaskCompletionSource> _flushes = [];
    private readonly Lock _gate = new();
    private readonly List<Segment> _segments;
    private SafeFileHandle _file;
    private TaskCompletionSource? _moreCommitted;
    private long _committedPosition;
    private long _committedNumber;
    private long _flushCount;
    private bool _closed;

    private Journal(JournalOptions options, TimeProvider time, ILogger logger, FileStream lockFile, Guid id, List<Segment> segments, SegmentScan active)
    {
        (_options, _time, _logger, _lock, Id, _segments) = (options, time, logger, lockFile, id, segments);
        _rejected = new RejectedFacts(options.Directory, time);
        _file = OpenToWrite(segments[^1].Path, FileMode.Open);
        if (active.Bytes > active.ValidBytes) CutTail(segments[^1], active);
        _committedPosition = segments[^1].FirstPosition + active.ValidBytes;
        _committedNumber = segments[^1].FirstNumber + active.Entries;
        _queue = Channel.CreateBounded<Item>(new BoundedChannelOptions(options.QueueLimit) { SingleReader = true });
        Completion = Task.Run(CommitLoopAsync);
    }

    /// <summary>Names this journal in MySQL, where its cursor is kept. It lies in a file beside the segments.</summary>
    public Guid Id { get; }

    /// <summary>Folder of the journal.</summary>
    public string Directory => _options.Directory;

    /// <summary>Where the durable facts end.</summary>
    public long CommittedPosition => Interlocked.Read(ref _committedPosition);

    /// <summary>How many facts were ever made durable; the number that the next one gets.</summary>
    public long CommittedNumber => Interlocked.Read(ref _committedNumber);

    /// <summary>Where the oldest segment that is still kept begins.</summary>
    public long FirstPosition
    {
        get
        {
            lock (_gate) return _segments[0].FirstPosition;
        }
    }

    /// <summary>Facts that wait to be written.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <summary>Times the disk was flushed since the journal was opened.</summary>
    public long FlushCount => Interlocked.Read(ref _flushCount);

    /// <summary>
    /// Ends when the journal is disposed; faults when the disk is full or broken. The process must then end with an
    /// error: what was appended and is not durable will be told again by the compare after the restart.
    /// </summary>
    public Task Completion { get; }

    /// <summary>Opens the journal of a folder, or begins one. Half an entry at the end, as a crash leaves it, is cut off.</summary>
    /// <exception cref="JournalException">Another process owns it, or a durable entry is damaged.</exception>
    public static Journal Open(JournalOptions options, TimeProvider time, ILogger logger)
    {
        options.Validate();
        var lockFile = JournalFolder.Lock(options.Directory);
        try
        {
            var id = JournalFolder.ReadOrCreateId(options.Directory);
            var segments = Segment.List(options.Directory);
            if (segments.Count == 0)
            {
                segments.Add(Segment.Of(options.Directory, 0, 0));
                OpenToWrite(segments[0].Path, FileMode.CreateNew).Dispose();
                DiskDirectory.Flush(options.Directory);
            }
            CheckNoGaps(segments);
            var active = SegmentScan.Run(segments[^1].Path);
            if (active.DamagedAt is { } offset) throw Damaged(segments[^1], offset);
            var journal = new Journal(options, time, logger, lockFile, id, segments, active);
            Log.JournalOpened(logger, options.Directory, id, journal.FirstPosition, journal.CommittedPosition, segments.Count);
            return journal;
        }
        catch
        {
            lockFile.Dispose();
            throw;
        }
    }

    /// <summary>Accepts a fact. It is durable once <see cref="JournalOptions.Committed"/> tells it or a later <see cref="FlushAsync"/> ends.</summary>
    /// <exception cref="JournalException">The journal failed or is closed; see <see cref="Completion"/>.</exception>
    public ValueTask AppendAsync(LegFact fact, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(fact);
        return _queue.Writer.TryWrite(new Item(fact, null)) ? ValueTask.CompletedTask : EnqueueAsync(new Item(fact, null), ct);
    }

    /// <summary>Waits until all facts appended so far are durable.</summary>
    /// <exception cref="JournalException">The journal failed or is closed before that.</exception>
    public async Task FlushAsync(CancellationToken ct = default)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await EnqueueAsync(new Item(null, done), ct);
        await done.Task.WaitAsync(ct);
    }

    /// <summary>Reads durable facts from a position on, and follows the journal as it grows. Several readers may read.</summary>
    /// <param name="position">Where an entry begins: a <see cref="JournalEntry.Next"/>, or 0. Older than the oldest segment means from there.</param>
    /// <exception cref="JournalException">No entry begins there.</exception>
    public JournalReader OpenReader(long position) => new(this, position);

    /// <summary>Deletes the segments that lie wholly before a position. The newest one stays.</summary>
    public void TruncateBefore(long position)
    {
        while (true)
        {
            Segment oldest;
            lock (_gate)
            {
                if (_segments.Count < 2 || _segments[1].FirstPosition > position) return;
                oldest = _segments[0];
                _segments.RemoveAt(0);
            }
            File.Delete(oldest.Path);
        }
    }

    /// <summary>Writes what waits, flushes and gives the folder free.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_file.IsClosed) return;
        _file.Dispose();
        _buffer.Dispose();
        await _lock.DisposeAsync();
    }

    /// <summary>Segment in which a position lies, and where that segment ends if it is closed.</summary>
    internal (Segment Segment, long? End) SegmentAt(long position)
    {
        lock (_gate)
        {
            var at = _segments.FindLastIndex(s => s.FirstPosition <= position);
            if (at < 0) at = 0;
            return (_segments[at], at + 1 < _segments.Count ? _segments[at + 1].FirstPosition : null);
        }
    }

    /// <summary>Waits for facts after a position. False when the journal is closed and has none.</summary>
    internal async ValueTask<bool> WaitForMoreAsync(long position, CancellationToken ct)
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (_committedPosition > position) return true;
                if (_closed) return false;
                _moreCommitted ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                more = _moreCommitted.Task;
            }
            await more.WaitAsync(ct);
        }
    }

    internal void TellGap(long from, long to) => Log.JournalGap(_logger, Directory, from, to);

    internal static JournalException Damaged(Segment segment, long offset) => new(
        $"{segment.Path} is damaged at byte {offset} (position {segment.FirstPosition + offset}), before facts that were durable. "
        + "Look at it with `voipcontrol journal inspect`; then move the file away to go on without its facts.");

    private static void CheckNoGaps(List<Segment> segments)
    {
        for (var i = 0; i + 1 < segments.Count; i++)
        {
            var length = new FileInfo(segments[i].Path).Length;
            if (segments[i].FirstPosition + length > segments[i + 1].FirstPosition)
                throw new JournalException($"{segments[i].Path} has {length} bytes and reaches into the segment after it: move it away to go on without its facts.");
        }
    }

    private static SafeFileHandle OpenToWrite(string path, FileMode mode) =>
        File.OpenHandle(path, mode, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);

    private async ValueTask EnqueueAsync(Item item, CancellationToken ct)
    {
        try
        {
            await _queue.Writer.WriteAsync(item, ct);
        }
        catch (ChannelClosedException e)
        {
            throw new JournalException($"The journal in {Directory} is closed{(e.InnerException is { } cause ? ": " + cause.Message : "")}.", e);
        }
    }

    private void CutTail(Segment segment, SegmentScan scan)
    {
        var length = (int)Math.Min(scan.Bytes - scan.ValidBytes, int.MaxValue);
        var tail = new byte[length];
        using (var source = File.OpenHandle(segment.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
            length = RandomAccess.Read(source, tail, scan.ValidBytes);
        var kept = Path.Combine(Directory, $"cut-{segment.FirstPosition + scan.ValidBytes:x16}.bin");
        File.WriteAllBytes(kept, tail.AsSpan(0, length));
        RandomAccess.SetLength(_file, scan.ValidBytes);
        RandomAccess.FlushToDisk(_file);
        Log.JournalTailCut(_logger, segment.Path, length, scan.ValidBytes, kept);
    }

    private async Task CommitLoopAsync()
    {
        Exception? failure = null;
        try
        {
            var items = _queue.Reader;
            while (await items.WaitToReadAsync())
            {
                var started = _time.GetTimestamp();
                Collect(items);
                if (_group.Count > 0) Commit();
                foreach (var flush in _flushes) flush.TrySetResult();
                _flushes.Clear();
                var rest = _options.CommitInterval - _time.GetElapsedTime(started);
                if (rest > TimeSpan.Zero && !items.Completion.IsCompleted) await Task.Delay(rest, _time);
            }
        }
        catch (Exception e)
        {
            failure = e;
            Log.JournalFailed(_logger, Directory, CommittedPosition, e);
            throw;
        }
        finally
        {
            Close(failure);
        }
    }

    private void Collect(ChannelReader<Item> items)
    {
        _buffer.Clear();
        _group.Clear();
        while (_group.Count < MaxGroupFacts && _buffer.Length < MaxGroupBytes && items.TryRead(out var item))
        {
            if (item.Flush is { } flush)
            {
                _flushes.Add(flush);
            }
            else if (_buffer.TryAdd(item.Fact!))
            {
                _group.Add(item.Fact!);
            }
            else
            {
                _rejected.Write(item.Fact!, $"larger than {Frame.MaxPayloadBytes} bytes");
                Log.FactTooLarge(_logger, item.Fact!.Node, item.Fact.Leg, item.Fact.Kind, _rejected.Path);
            }
        }
    }

    private void Commit()
    {
        var segment = _segments[^1];
        if (_committedPosition - segment.FirstPosition >= _options.SegmentBytes) segment = BeginSegment();
        RandomAccess.Write(_file, _buffer.Written, _committedPosition - segment.FirstPosition);
        RandomAccess.FlushToDisk(_file);
        Interlocked.Increment(ref _flushCount);
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            Interlocked.Add(ref _committedPosition, _buffer.Length);
            Interlocked.Add(ref _committedNumber, _group.Count);
            waiting = _moreCommitted;
            _moreCommitted = null;
        }
        waiting?.TrySetResult();
        _options.Committed?.Invoke(_group);
    }

    private Segment BeginSegment()
    {
        var next = Segment.Of(Directory, _committedPosition, _committedNumber);
        var file = OpenToWrite(next.Path, FileMode.CreateNew);
        DiskDirectory.Flush(Directory);
        _file.Dispose();
        _file = file;
        lock (_gate) _segments.Add(next);
        return next;
    }

    private void Close(Exception? failure)
    {
        _queue.Writer.TryComplete(failure);
        JournalException Lost() => failure is null
            ? new JournalException($"The journal in {Directory} is closed.")
            : new JournalException($"The journal in {Directory} failed: {failure.Message}", failure);
        foreach (var flush in _flushes) flush.TrySetException(Lost());
        while (_queue.Reader.TryRead(out var item)) item.Flush?.TrySetException(Lost());
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            _closed = true;
            waiting = _moreCommitted;
        }
        waiting?.TrySetResult();
    }

    /// <summary>A fact to write, or a question to answer once everything before it is durable.</summary>
    private readonly record struct Item(LegFact? Fact, TaskCompletionSource? Flush);
}
