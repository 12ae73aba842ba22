using NUnit.Framework;
using VoipControl.Store.Stores;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.Store;

public sealed class StoreRowsTests : DatabaseFixture
{
    [Test]
    public async Task A_node_comes_back_as_it_was_last_saved()
    {
        var nodes = new NodeStore(Database);
        var node = new NodeRow
        {
            Name = "a",
            State = "Ready",
            EventSocket = "127.0.0.1:8021",
            PbxUrl = "http://127.0.0.1:5080",
            CoreId = StoreFacts.Core,
            Sessions = 3,
            ConnectedAt = StoreFacts.Start,
            UpdatedAt = StoreFacts.Start.AddTicks(123_450),
        };
        await nodes.SaveAsync(node with { State = "Away" }, Deadline);
        await nodes.SaveAsync(node, Deadline);
        Assert.That(await nodes.ListAsync(Deadline), Is.EqualTo(new[] { node }));
    }

    [Test]
    public async Task Times_come_back_as_UTC()
    {
        var tenants = await new TenantStore(Database, TimeProvider.System).ListAsync(Deadline);
        Assert.That(tenants.Single().CreatedAt.Kind, Is.EqualTo(DateTimeKind.Utc));
    }

    [Test]
    public async Task A_tenant_that_is_there_keeps_its_name()
    {
        var tenants = new TenantStore(Database, TimeProvider.System);
        await tenants.EnsureAsync("taxi", "Taxi Mitte", Deadline);
        await tenants.EnsureAsync("taxi", "Other", Deadline);
        Assert.That((await tenants.ListAsync(Deadline)).Select(static t => t.Name), Is.EqualTo(new[] { "Default", "Taxi Mitte" }));
    }
}
