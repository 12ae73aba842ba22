using Dapper;
using NUnit.Framework;
using VoipControl.Store.Stores;

namespace VoipControl.IntegrationTests.Store;

public sealed class LeaseStoreTests : DatabaseFixture
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private LeaseStore _leases = null!;

    [SetUp]
    public void CreateStore() => _leases = new LeaseStore(Database);

    [Test]
    public async Task Of_many_who_ask_at_once_one_becomes_holder()
    {
        var asked = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => _leases.TryAcquireAsync("leader", $"p{i}", Long, Deadline))));
        Assert.That(asked.Count(static l => l is not null), Is.EqualTo(1));
    }

    [Test]
    public async Task A_released_lease_goes_to_the_next_with_a_higher_epoch()
    {
        var first = await _leases.TryAcquireAsync("leader", "a", Long, Deadline);
        await _leases.ReleaseAsync(first!, Deadline);
        var second = await _leases.TryAcquireAsync("leader", "b", Long, Deadline);
        Assert.That(second!.Epoch, Is.GreaterThan(first!.Epoch));
    }

    [Test]
    public async Task The_holder_that_asks_again_keeps_its_epoch()
    {
        var first = await _leases.TryAcquireAsync("leader", "a", Long, Deadline);
        Assert.That(await _leases.TryAcquireAsync("leader", "a", Long, Deadline), Is.EqualTo(first));
    }

    [Test]
    public async Task A_lease_that_ran_out_cannot_be_renewed()
    {
        var lease = await _leases.TryAcquireAsync("leader", "a", Long, Deadline);
        await ExpireAsync();
        Assert.That(await _leases.RenewAsync(lease!, Long, Deadline), Is.False);
    }

    [Test]
    public async Task A_held_lease_can_be_renewed()
    {
        var lease = await _leases.TryAcquireAsync("leader", "a", Long, Deadline);
        Assert.That(await _leases.RenewAsync(lease!, Long, Deadline), Is.True);
    }

    [Test]
    public async Task Old_leader_cannot_write_after_losing_the_lease()
    {
        var old = await _leases.TryAcquireAsync("leader", "a", Long, Deadline);
        await ExpireAsync();
        await _leases.TryAcquireAsync("leader", "b", Long, Deadline);
        await using var connection = await Database.OpenAsync(Deadline);
        await using var transaction = await connection.BeginTransactionAsync(Deadline);
        Assert.That(await LeaseStore.IsHeldAsync(old!, transaction, Deadline), Is.False);
    }

    [Test]
    public async Task The_lease_does_not_change_hands_while_its_holder_writes()
    {
        var lease = await _leases.TryAcquireAsync("leader", "a", Long, Deadline);
        await using var connection = await Database.OpenAsync(Deadline);
        await using var transaction = await connection.BeginTransactionAsync(Deadline);
        await LeaseStore.IsHeldAsync(lease!, transaction, Deadline);
        await using var other = await Database.OpenAsync(Deadline);
        var locked = await Assert.ThrowsAsync(Is.InstanceOf<System.Data.Common.DbException>(), () =>
            other.ExecuteAsync("SET innodb_lock_wait_timeout = 1; UPDATE leases SET holder = 'b'"));
        Assert.That(VoipControl.Store.MySql.VoipDatabase.IsTransient(locked!), Is.True);
    }

    private async Task ExpireAsync()
    {
        await using var connection = await Database.OpenAsync(Deadline);
        await connection.ExecuteAsync("UPDATE leases SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND");
    }
}
