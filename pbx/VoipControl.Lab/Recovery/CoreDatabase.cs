using Microsoft.Data.Sqlite;

namespace VoipControl.Lab.Recovery;

/// <summary>
/// The switch's own database, a SQLite file as FreeSWITCH's <c>core-db-name</c>, so that whatever reads and writes recovery rows
/// there does so here too. One writer; callers of Track, Untrack, Register and Unregister never wait: what they say is kept, the
/// latest for each leg, and written in transactions. While the file is locked or full nothing is lost and <see cref="Problem"/>
/// says so. FreeSWITCH's queue is of SQL texts and bounded; here the number of legs is the bound.
/// </summary>
internal sealed class CoreDatabase : IAsyncDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(200);

    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly TimeProvider _time;
    private readonly string _hostname;
    private readonly int _limit;
    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, Action<SqliteConnection>> _changes = new(StringComparer.Ordinal);
    private readonly Queue<Action<SqliteConnection>> _questions = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _writer;
    private bool _closed;

    private CoreDatabase(string path, SqliteConnection connection, string coreUuid, string hostname, TimeProvider time, int limit)
    {
        (_path, _connection, CoreUuid, _hostname, _time, _limit) = (path, connection, coreUuid, hostname, time, limit);
        _writer = Task.Run(WriteAsync);
    }

    /// <summary>Core-UUID of the switch process: rows with another one belong to somebody who died.</summary>
    public string CoreUuid { get; }

    /// <summary>Why the last attempt to write failed; null when it went well.</summary>
    public string? Problem { get; private set; }

    /// <summary>Changes refused because more than the limit of legs and telephones waited to be written.</summary>
    public long Refused { get; private set; }

    /// <summary>Opens the file, or makes it. Recovery rows in it stay; registrations of this hostname go.</summary>
    /// <param name="path">The file; its folder must exist. On tmpfs, as FreeSWITCH's.</param>
    /// <param name="coreUuid">Core-UUID of this switch process.</param>
    /// <param name="hostname">The switch name, which both switches of a pair share.</param>
    /// <param name="time">For the pause between attempts.</param>
    /// <param name="limit">Legs and telephones whose change may wait to be written.</param>
    /// <exception cref="CoreDatabaseException">The file cannot be opened, or is no database.</exception>
    public static CoreDatabase Open(string path, string coreUuid, string hostname, TimeProvider time, int limit = 100_000)
    {
        var connection = (SqliteConnection?)null;
        try
        {
            SqliteLibrary.Bind();
            connection = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Pooling = false,
                DefaultTimeout = 1,
            }.ToString());
            connection.Open();
            CoreSchema.Execute(connection, "PRAGMA busy_timeout=100");
            // Readers never block the writer, and a killed switch leaves a whole file. FreeSWITCH has no journal at all.
            CoreSchema.Execute(connection, "PRAGMA journal_mode=WAL");
            CoreSchema.Execute(connection, "PRAGMA synchronous=OFF");
            CoreSchema.Create(connection);
            CoreRows.ForgetRegistrations(connection, hostname);
            return new CoreDatabase(path, connection, coreUuid, hostname, time, limit);
        }
        catch (Exception e) when (e is SqliteException or DllNotFoundException)
        {
            connection?.Dispose();
            throw new CoreDatabaseException($"Core database {path} cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Writes the leg's row, or replaces its document. Returns false when too much waits to be written.</summary>
    public bool Track(string profileName, string uuid, string metadata, string technology = RecoveryRow.Sofia)
    {
        var row = new RecoveryRow(CoreUuid, technology, profileName, _hostname, uuid, metadata);
        return Change("leg " + uuid, db => CoreRows.Track(db, row));
    }

    /// <summary>Deletes all rows of a leg that has ended.</summary>
    public bool Untrack(string uuid) => Change("leg " + uuid, db => CoreRows.Untrack(db, uuid));

    /// <summary>Writes a telephone's registration, its only one.</summary>
    public bool Register(Registration registration) =>
        Change($"telephone {registration.User}@{registration.Realm}", db => CoreRows.Register(db, _hostname, registration));

    /// <summary>Deletes a telephone's registration.</summary>
    public bool Unregister(string user, string realm) =>
        Change($"telephone {user}@{realm}", db => CoreRows.Unregister(db, _hostname, user, realm));

    /// <summary>Completes when all that was said before is written.</summary>
    public Task FlushAsync(CancellationToken cancel = default) => AskAsync(static _ => true, cancel);

    /// <summary>All rows of table recovery, whosever they are, the oldest first.</summary>
    public Task<IReadOnlyList<RecoveryRow>> RowsAsync(CancellationToken cancel = default) => AskAsync(CoreRows.All, cancel);

    /// <summary>For <c>sofia recover</c>: the profile's rows of other switch processes, of any host, which are deleted with that
    /// (switch_core_recovery_recover). The next call finds none.</summary>
    public Task<IReadOnlyList<RecoveryRow>> TakeForRecoveryAsync(string profileName, CancellationToken cancel = default) =>
        AskAsync(db =>
        {
            using var transaction = db.BeginTransaction();
            var rows = CoreRows.Take(db, CoreUuid, RecoveryRow.Sofia, profileName);
            transaction.Commit();
            return rows;
        }, cancel);

    /// <summary>For <c>sofia recover flush</c>: deletes all rows of the profile, own ones too; their number.</summary>
    public Task<int> FlushRecoveryAsync(string profileName, CancellationToken cancel = default) =>
        AskAsync(db => CoreRows.Flush(db, RecoveryRow.Sofia, profileName), cancel);

    /// <summary>Ends as a killed process does: what waits is not written, rows stay.</summary>
    public async ValueTask AbandonAsync()
    {
        lock (_lock)
        {
            _changes.Clear();
        }
        await DisposeAsync();
    }

    /// <summary>Writes what waits, once, and closes the file. Rows stay.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_closed)
                return;
            _closed = true;
        }
        await _stop.CancelAsync();
        Wake();
        await _writer;
        await _connection.DisposeAsync();
        _stop.Dispose();
        _signal.Dispose();
    }

    private bool Change(string key, Action<SqliteConnection> change)
    {
        lock (_lock)
        {
            if (_closed)
                return false;
            if (!_changes.Remove(key) && _changes.Count >= _limit)
            {
                Refused++;
                return false;
            }
            _changes.Add(key, change);
        }
        Wake();
        return true;
    }

    private async Task<T> AskAsync<T>(Func<SqliteConnection, T> question, CancellationToken cancel)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_questions.Count >= _limit)
                throw new CoreDatabaseException($"Core database {_path}: {_limit} questions wait already.");
            _questions.Enqueue(db =>
            {
                try
                {
                    answer.TrySetResult(question(db));
                }
                catch (SqliteException e)
                {
                    answer.TrySetException(new CoreDatabaseException($"Core database {_path}: {e.Message}", e));
                }
            });
        }
        Wake();
        return await answer.Task.WaitAsync(cancel);
    }

    private void Wake()
    {
        lock (_lock)
        {
            if (_signal.CurrentCount == 0)
                _signal.Release();
        }
    }

    private async Task WriteAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await _signal.WaitAsync(CancellationToken.None);
            // Questions are taken before the changes, so that what was said before a question is written when it is answered.
            var questions = Questions();
            while (!TryWrite() && !_stop.IsCancellationRequested)
                await Task.Delay(RetryAfter, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Answer(questions);
        }
        var last = Questions();
        TryWrite();
        Answer(last);
    }

    private Action<SqliteConnection>[] Questions()
    {
        lock (_lock)
        {
            var questions = _questions.ToArray();
            _questions.Clear();
            return questions;
        }
    }

    private void Answer(Action<SqliteConnection>[] questions)
    {
        foreach (var question in questions)
            question(_connection);
    }

    /// <summary>Writes what waits in one transaction. What was said meanwhile waits for the next.</summary>
    private bool TryWrite()
    {
        KeyValuePair<string, Action<SqliteConnection>>[] batch;
        lock (_lock)
        {
            batch = [.. _changes];
            _changes.Clear();
        }
        if (batch.Length == 0)
            return true;
        try
        {
            using var transaction = _connection.BeginTransaction();
            foreach (var (_, change) in batch)
                change(_connection);
            transaction.Commit();
            Problem = null;
            return true;
        }
        catch (SqliteException e)
        {
            Problem = $"Core database {_path}: {e.Message}";
            PutBack(batch);
            return false;
        }
    }

    private void PutBack(KeyValuePair<string, Action<SqliteConnection>>[] batch)
    {
        lock (_lock)
        {
            for (var i = batch.Length - 1; i >= 0; i--)
                if (!_changes.ContainsKey(batch[i].Key))
                    _changes.Insert(0, batch[i].Key, batch[i].Value);
        }
    }
}
