using System.Data;
using System.Data.Common;
using Dapper;
using VoipControl.Store.MySql;

namespace VoipControl.Store.Stores;

/// <summary>
/// The `leases` table: exclusive work among processes. Each new holder gets a higher epoch; a write that must come from
/// the holder alone asks <see cref="IsHeldAsync"/> within its own transaction. The server's clock decides, so that
/// processes whose clocks differ agree.
/// </summary>
public sealed class LeaseStore(VoipDatabase database)
{
    /// <summary>Takes the lease if it is free, over or already the holder's, else returns null.</summary>
    /// <param name="name">What is exclusive, at most 64 characters.</param>
    /// <param name="holder">Who asks: unique to the process, at most 255 characters.</param>
    /// <param name="length">For how long, unless it is renewed.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Lease?> TryAcquireAsync(string name, string holder, TimeSpan length, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, TimeSpan.Zero);
        await using var connection = await database.OpenAsync(ct);
        // Makes the row, so that two who ask at once wait for each other at its lock.
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO leases (name, holder, epoch, expires_at) VALUES (@name, '', 0, '1970-01-01') ON DUPLICATE KEY UPDATE name = VALUES(name)",
            new { name }, cancellationToken: ct));
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);
        var (owner, epoch, over) = await connection.QuerySingleAsync<(string Holder, ulong Epoch, bool RanOut)>(new CommandDefinition(
            "SELECT holder AS Holder, epoch AS Epoch, expires_at <= UTC_TIMESTAMP(6) AS RanOut FROM leases WHERE name = @name FOR UPDATE",
            new { name }, transaction, cancellationToken: ct));
        if (!over && owner != holder) return null;
        // The holder that let it run out may have been replaced in between by nobody; its old writes are fenced all the same.
        var next = over ? epoch + 1 : epoch;
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE leases SET holder = @holder, epoch = @next, expires_at = UTC_TIMESTAMP(6) + INTERVAL @microseconds MICROSECOND WHERE name = @name",
            new { name, holder, next, microseconds = (long)length.TotalMicroseconds }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return new Lease(name, holder, next);
    }

    /// <summary>Holds the lease for longer. False when it ran out or went to another holder: stop the work at once.</summary>
    public async Task<bool> RenewAsync(Lease lease, TimeSpan length, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE leases SET expires_at = UTC_TIMESTAMP(6) + INTERVAL @microseconds MICROSECOND
            WHERE name = @name AND holder = @holder AND epoch = @epoch AND expires_at > UTC_TIMESTAMP(6)
            """,
            new { name = lease.Name, holder = lease.Holder, epoch = lease.Epoch, microseconds = (long)length.TotalMicroseconds },
            cancellationToken: ct)) == 1;
    }

    /// <summary>Gives the lease free, so that another need not wait until it runs out. Does nothing when it is lost already.</summary>
    public async Task ReleaseAsync(Lease lease, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE leases SET expires_at = UTC_TIMESTAMP(6) WHERE name = @name AND holder = @holder AND epoch = @epoch",
            new { name = lease.Name, holder = lease.Holder, epoch = lease.Epoch }, cancellationToken: ct));
    }

    /// <summary>
    /// The fence: whether the lease is still held, asked in the transaction that writes. The row stays locked until that
    /// transaction ends, so nobody else can become holder before the write is done.
    /// </summary>
    public static async Task<bool> IsHeldAsync(Lease lease, DbTransaction transaction, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(transaction.Connection);
        return await transaction.Connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            """
            SELECT 1 FROM leases WHERE name = @name AND holder = @holder AND epoch = @epoch AND expires_at > UTC_TIMESTAMP(6) FOR UPDATE
            """,
            new { name = lease.Name, holder = lease.Holder, epoch = lease.Epoch }, transaction, cancellationToken: ct)) == 1;
    }
}
