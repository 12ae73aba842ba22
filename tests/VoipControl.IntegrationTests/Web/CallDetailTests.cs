using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Store.Queries;

namespace VoipControl.IntegrationTests.Web;

public sealed class CallDetailTests : WebFixture
{
    private protected override (string Key, string Value)[] Settings => [("Web:TimelineLimit", "3")];

    [Test]
    public async Task A_call_comes_with_its_timeline_in_order()
    {
        var call = await SampleCalls.StoreAsync(Host.Database, SampleCalls.Call());
        await FactAsync(call, FactKind.HungUp, 30, new HangUp("USER_BUSY", "recv_refuse", 486));
        await FactAsync(call, FactKind.Created, 1);
        await FactAsync(call, FactKind.Ringing, 2);
        var reply = await Host.GetAsync($"/api/v1/calls/{call.Id}");
        var texts = reply.Json.GetProperty("timeline").EnumerateArray().Select(static t => t.GetProperty("text").GetString());
        Assert.That(texts, Is.EqualTo(new[] { "Leg from 1001 to 1002 began.", "It rings.", "Hung up: USER_BUSY." }));
    }

    [Test]
    public async Task An_entry_has_its_details_for_programs()
    {
        var call = await SampleCalls.StoreAsync(Host.Database, SampleCalls.Call());
        await FactAsync(call, FactKind.HungUp, 30, new HangUp("USER_BUSY", "recv_refuse", 486));
        var entry = (await Host.GetAsync($"/api/v1/calls/{call.Id}")).Json.GetProperty("timeline")[0];
        Assert.That(entry.GetRawText(), Is.EqualTo(
            $$$"""{"at":"2026-11-20T12:00:30Z","kind":"HungUp","leg":"{{{call.Id}}}","node":"fs1","text":"Hung up: USER_BUSY.","details":{"cause":"USER_BUSY","disposition":"recv_refuse","sipStatus":"486"}}"""));
    }

    [Test]
    public async Task A_long_timeline_is_cut_and_says_so()
    {
        var call = await SampleCalls.StoreAsync(Host.Database, SampleCalls.Call());
        for (var i = 0; i < 4; i++) await FactAsync(call, FactKind.Held, i);
        Assert.That((await Host.GetAsync($"/api/v1/calls/{call.Id}")).Json.GetProperty("timelineCut").GetBoolean(), Is.True);
    }

    [Test]
    public async Task A_live_call_is_shown_before_it_is_stored()
    {
        var call = SampleCalls.Call();
        await WebHost.EventuallyAsync("the stream is open", () => Task.FromResult(Pbx.OpenStreams > 0));
        Pbx.Push(call);
        await WebHost.EventuallyAsync("the call is known", async () => (await Host.GetAsync($"/api/v1/calls/{call.Id}")).Status == 200);
    }

    [Test]
    public async Task An_unknown_call_is_404() =>
        Assert.That((await Host.GetAsync($"/api/v1/calls/{Guid.NewGuid()}")).Problem, Is.EqualTo("no-such-call"));

    [Test]
    public async Task An_id_that_is_no_UUID_is_400() =>
        Assert.That((await Host.GetAsync("/api/v1/calls/17")).ErrorOf("id"), Does.Contain("UUID"));

    [Test]
    public async Task Another_tenants_call_is_404()
    {
        var call = await SampleCalls.StoreAsync(Host.Database, SampleCalls.Call(tenant: "a"));
        var token = await Host.CreateTokenAsync(ApiScope.Admin, "b");
        Assert.That((await Host.GetAsync($"/api/v1/calls/{call.Id}", token)).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task Nodes_are_listed() =>
        Assert.That((await Host.GetAsync("/api/v1/nodes")).Json.GetProperty("items")[0].GetProperty("state").GetString(), Is.EqualTo("Connected"));

    [TestCase(ApiScope.Admin, null, true)]
    [TestCase(ApiScope.Control, null, false)]
    [TestCase(ApiScope.Admin, "a", false)]
    public async Task Addresses_of_nodes_are_for_administrators(ApiScope scope, string? tenant, bool expected)
    {
        var token = await Host.CreateTokenAsync(scope, tenant);
        Assert.That((await Host.GetAsync("/api/v1/nodes", token)).Json.GetProperty("items")[0].TryGetProperty("pbxUrl", out _), Is.EqualTo(expected));
    }

    private Task FactAsync(CallView call, FactKind kind, int second, HangUp? hangUp = null) => SampleCalls.StoreFactAsync(Host.Database, call.Id, new LegFact
    {
        Kind = kind,
        Leg = new LegId(call.Id.Value),
        Core = Guid.Empty,
        Sequence = second,
        At = SampleCalls.Noon.AddSeconds(second),
        Node = "fs1",
        HangUp = hangUp,
        Details = kind == FactKind.Created
            ? new LegDetails { Direction = Direction.Inbound, Caller = new Party("1001"), Callee = new Party("1002"), Channel = "sofia/internal/1001" }
            : null,
    });
}
