using System.Data.Common;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using VoipControl.Core.Calls;
using VoipControl.Store.Journals;
using VoipControl.Store.MySql;

namespace VoipControl.Store.Calls;

/// <summary>
/// Brings the journal's facts into MySQL, in order, each with effect exactly once: facts, calls, legs, call records and
/// the journal's cursor change in one transaction. While MySQL is away the journal grows and the writer tries again.
/// </summary>
public sealed class CallWriter
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);

    // Calls whose end this process will never hear of, as another took them over, must not fill the memory.
    private const int MaxCallsKept = 100_000;

    private readonly Journal _journal;
    private readonly VoipDatabase _database;
    private readonly CallWriterOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RejectedFacts _rejected;
    private readonly StoredState _state = new();
    private readonly List<LegFact> _storedFacts = [];
    private readonly Lock _gate = new();
    private CallTables? _tables;
    private (DateTime At, long Timestamp, string Reason)? _away;
    private long _position;
    private long _number;

    public CallWriter(Journal journal, VoipDatabase database, CallWriterOptions options, TimeProvider time, ILogger logger)
    {
        (_journal, _database, _options, _time, _logger) = (journal, database, options, time, logger);
        _rejected = new RejectedFacts(journal.Directory, time);
        _position = journal.FirstPosition;
    }

    /// <summary>Where the journal's facts that MySQL has end. Before the cursor was read: where the journal begins.</summary>
    public long Position => Interlocked.Read(ref _position);

    /// <summary>How far MySQL is behind, and whether it is away.</summary>
    public CallWriterLag Lag
    {
        get
        {
            lock (_gate)
                return new CallWriterLag(
                    Math.Max(0, _journal.CommittedNumber - Interlocked.Read(ref _number)), Math.Max(0, _journal.CommittedPosition - Position), _away?.At, _away?.Reason);
        }
    }

    /// <summary>Writes until the journal is closed and everything is stored.</summary>
    /// <exception cref="OperationCanceledException">Canceled; nothing is lost, the next run goes on.</exception>
    /// <exception cref="JournalException">The journal is damaged.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        // The driver blocks its thread: not the caller's.
        await Task.Yield();
        try
        {
            using var reader = OpenReader(await ReadCursorAsync(ct));
            Advance(reader.Position, reader.Number);
            var entries = new List<JournalEntry>();
            while (await reader.ReadAsync(entries, _options.BatchFacts, _options.BatchBytes, ct))
            {
                var started = _time.GetTimestamp();
                await StoreAsync(Decode(entries), reader.Position, ct);
                Advance(reader.Position, reader.Number);
                _journal.TruncateBefore(reader.Position);
                if (_state.Book.Calls.Count > MaxCallsKept) _state.Clear();
                var rest = _options.Interval - _time.GetElapsedTime(started);
                if (rest > TimeSpan.Zero && entries.Count < _options.BatchFacts && !_journal.Completion.IsCompleted) await Task.Delay(rest, _time, ct);
            }
        }
        finally
        {
            await DisconnectAsync();
        }
    }

    private JournalReader OpenReader(long cursor)
    {
        var (first, end) = (_journal.FirstPosition, _journal.CommittedPosition);
        if (cursor > end)
        {
            Log.JournalEndsEarly(_logger, _journal.Directory, cursor, end);
            return _journal.OpenReader(first);
        }
        if (cursor < first) Log.JournalGap(_logger, _journal.Directory, cursor, first);
        return _journal.OpenReader(cursor);
    }

    private async Task<long> ReadCursorAsync(CancellationToken ct)
    {
        long? cursor = null;
        await UntilDoneAsync(async () => cursor = await (await ConnectAsync(ct)).CursorAsync(_journal.Id, ct), ct);
        return cursor ?? _journal.FirstPosition;
    }

    private PendingFact[] Decode(List<JournalEntry> entries)
    {
        var facts = new List<PendingFact>(entries.Count);
        foreach (var entry in entries)
        {
            try
            {
                var fact = JsonSerializer.Deserialize(entry.Payload.Span, CallJson.Default.LegFact) ?? throw new JsonException("The entry is null.");
                facts.Add(new PendingFact(fact, entry.Payload.ToArray(), entry.Position, entry.Next));
            }
            catch (JsonException e)
            {
                Reject(entry.Payload.Span, entry.Position, e.Message);
            }
        }
        return [.. facts];
    }

    /// <summary>Stores facts as one batch; where their values are at fault, in halves, until the one at fault is found.</summary>
    private async Task StoreAsync(ReadOnlyMemory<PendingFact> facts, long cursor, CancellationToken ct)
    {
        DbException? bad = null;
        StoredBatch stored = default;
        await UntilDoneAsync(async () =>
        {
            try
            {
                stored = await StoreOnceAsync(facts, cursor, ct);
            }
            catch (DbException e) when (VoipDatabase.IsDataError(e))
            {
                _state.Clear();
                bad = e;
            }
        }, ct);
        if (bad is null)
        {
            _options.Stored?.Invoke(stored);
            return;
        }
        if (facts.Length > 1)
        {
            var half = facts.Length / 2;
            await StoreAsync(facts[..half], facts.Span[half - 1].Next, ct);
            await StoreAsync(facts[half..], cursor, ct);
        }
        else if (facts.Length == 1)
        {
            Reject(facts.Span[0].Json, facts.Span[0].Position, bad.Message);
            await StoreAsync(default, cursor, ct);
        }
        else
        {
            throw new InvalidOperationException("The journal's cursor cannot be stored.", bad);
        }
    }

    private async Task<StoredBatch> StoreOnceAsync(ReadOnlyMemory<PendingFact> facts, long cursor, CancellationToken ct)
    {
        var started = _time.GetTimestamp();
        var batch = new CallBatch(await ConnectAsync(ct), _state, _time);
        try
        {
            await batch.StoreAsync(facts, _journal.Id, cursor, ct);
        }
        catch (DbException e) when (VoipDatabase.IsDuplicateKey(e))
        {
            throw new WriteConflictException("Another process wrote a call or leg first.", e);
        }
        batch.Stored(_options.EndedCallsKept);
        _storedFacts.Clear();
        foreach (var pending in facts.Span) _storedFacts.Add(pending.Fact);
        return new StoredBatch(_storedFacts, _time.GetUtcNow().UtcDateTime, _time.GetElapsedTime(started), batch.Calls, batch.Records, batch.TestRecords);
    }

    /// <summary>Tries until MySQL does it. What was in memory of a failed attempt is dropped and read back.</summary>
    private async Task UntilDoneAsync(Func<Task> action, CancellationToken ct)
    {
        var wait = TimeSpan.Zero;
        for (var attempt = 0; ; attempt++)
        {
            var wasConnected = _tables is not null;
            try
            {
                await action();
                Back();
                return;
            }
            catch (Exception e) when (MaySucceedLater(e))
            {
                _state.Clear();
                await DisconnectAsync();
                // Asked to stop while MySQL is away is no crash.
                ct.ThrowIfCancellationRequested();
                if (e is WriteConflictException && attempt < 3) continue;
                // A connection that was idle may be gone while the server is well: that alone is no outage.
                if (attempt == 0 && wasConnected) continue;
                Away(e);
                wait = wait == TimeSpan.Zero ? FirstRetry : wait * 2 < _options.RetryLimit ? wait * 2 : _options.RetryLimit;
                await Task.Delay(wait, _time, ct);
            }
        }
    }

    private bool MaySucceedLater(Exception e) =>
        e is DbException or WriteConflictException || VoipDatabase.IsUnavailable(e) || _tables is { IsOpen: false };

    private async Task<CallTables> ConnectAsync(CancellationToken ct) => _tables ??= new CallTables(await _database.OpenAsync(ct));

    private async Task DisconnectAsync()
    {
        if (_tables is not { } tables) return;
        _tables = null;
        await tables.DisposeAsync();
    }

    private void Reject(ReadOnlySpan<byte> payload, long position, string reason)
    {
        _rejected.Write(payload, reason, position);
        Log.FactRejected(_logger, position, reason, _rejected.Path);
    }

    private void Advance(long position, long number)
    {
        Interlocked.Exchange(ref _position, position);
        Interlocked.Exchange(ref _number, number);
    }

    private void Away(Exception error)
    {
        lock (_gate)
        {
            if (_away is not null) return;
            _away = (_time.GetUtcNow().UtcDateTime, _time.GetTimestamp(), error.Message);
        }
        Log.MySqlAway(_logger, _database.Address, error);
    }

    private void Back()
    {
        (DateTime, long Timestamp, string)? away;
        lock (_gate) (away, _away) = (_away, null);
        if (away is { } since) Log.MySqlBack(_logger, _database.Address, _time.GetElapsedTime(since.Timestamp), Lag.Bytes);
    }
}
