using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Store.Queries;

namespace VoipControl.IntegrationTests.Web;

public sealed class CallListTests : WebFixture
{
    private string _tenant = "";

    [SetUp]
    public void OwnTenant() => _tenant = Guid.NewGuid().ToString("N");

    [Test]
    public async Task Calls_come_newest_first()
    {
        var older = await StoreAsync(minute: 1);
        var newer = await StoreAsync(minute: 2);
        var reply = await ListAsync("");
        Assert.That(reply.Ids(), Is.EqualTo(new[] { newer.Id.ToString(), older.Id.ToString() }));
    }

    [Test]
    public async Task A_call_is_shown_as_it_was_stored()
    {
        var call = await StoreAsync(minute: 1);
        var reply = await ListAsync("");
        var expected = System.Text.Json.JsonSerializer.Serialize(call, CallJson.Default.CallView);
        Assert.That(reply.Json.GetProperty("items")[0].GetRawText(), Is.EqualTo(
            System.Text.Json.JsonSerializer.Serialize(System.Text.Json.JsonElement.Parse(expected), Relaxed)));
    }

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Test]
    public async Task Pages_hold_every_call_once_while_new_calls_arrive()
    {
        var stored = new List<string>();
        // Several calls in the same microsecond: the id decides.
        for (var i = 0; i < 25; i++) stored.Add((await StoreAsync(minute: i / 5)).Id.ToString());
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await ListAsync("limit=4" + (cursor is null ? "" : "&cursor=" + cursor));
            seen.AddRange(page.Ids());
            cursor = page.Next;
            await StoreAsync(minute: 100);
        }
        while (cursor is not null);
        Assert.That(seen, Is.EquivalentTo(stored));
    }

    [TestCase("", 1)]
    [TestCase("purpose=customer", 1)]
    [TestCase("purpose=canary", 2)]
    [TestCase("purpose=probe", 0)]
    [TestCase("purpose=all", 3)]
    public async Task Test_calls_are_listed_only_when_asked_for(string query, int expected)
    {
        foreach (var purpose in new[] { CallPurpose.Customer, CallPurpose.Canary, CallPurpose.Canary })
        {
            var call = await SampleCalls.StoreAsync(Host.Database, SampleCalls.Call(tenant: _tenant, state: CallState.Ended) with { Purpose = purpose });
            await SampleCalls.StoreRecordAsync(Host.Database, call);
        }
        var calls = await ListAsync(query);
        var records = await Host.GetAsync($"/api/v1/records?tenant={_tenant}&{query}");
        Assert.That((calls.Ids().Length, records.Ids("callId").Length), Is.EqualTo((expected, expected)));
    }

    [Test]
    public async Task A_purpose_that_is_none_is_refused() =>
        Assert.That((await ListAsync("purpose=2")).ErrorOf("purpose"), Does.Contain("customer, canary, probe or all"));

    [Test]
    public async Task The_last_page_has_no_next()
    {
        for (var i = 0; i < 4; i++) await StoreAsync(minute: i);
        Assert.That((await ListAsync("limit=4")).Next, Is.Null);
    }

    [TestCase("state=live", new[] { "ringing", "talking" })]
    [TestCase("state=ended", new[] { "ended" })]
    [TestCase("state=Ringing", new[] { "ringing" })]
    [TestCase("state=talking", new[] { "talking" })]
    [TestCase("direction=Inbound", new[] { "ringing" })]
    [TestCase("node=fs2", new[] { "ended" })]
    [TestCase("number=5000", new[] { "ringing", "talking" })]
    [TestCase("number=50*", new[] { "ended", "ringing", "talking" })]
    [TestCase("number=%25*", new string[0])]
    [TestCase("number=500_*", new string[0])]
    [TestCase("from=2026-11-20T12:02:00Z", new[] { "ended", "talking" })]
    [TestCase("from=2026-11-20T13:02:00%2B01:00", new[] { "ended", "talking" })]
    [TestCase("to=2026-11-20T12:02", new[] { "ringing" })]
    [TestCase("number=5000&state=ended", new string[0])]
    public async Task Filters_choose_calls(string query, string[] expected)
    {
        var names = new Dictionary<string, string>
        {
            [(await StoreAsync(1, "5000", "1", state: CallState.Ringing, direction: Direction.Inbound)).Id.ToString()] = "ringing",
            [(await StoreAsync(2, "2", "5000", state: CallState.Talking)).Id.ToString()] = "talking",
            [(await StoreAsync(3, "3", "5001", state: CallState.Ended, node: "fs2")).Id.ToString()] = "ended",
        };
        var reply = await ListAsync(query);
        Assert.That(reply.Ids().Select(id => names[id]).Order(), Is.EqualTo(expected), reply.Text);
    }

    [Test]
    public async Task Pages_by_number_hold_every_call_once()
    {
        var stored = new List<string>();
        for (var i = 0; i < 9; i++) stored.Add((await StoreAsync(i, i % 2 == 0 ? "7000" : "1", i % 3 == 0 || i % 2 == 1 ? "7000" : "2")).Id.ToString());
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await ListAsync("number=7000&limit=2" + (cursor is null ? "" : "&cursor=" + cursor));
            seen.AddRange(page.Ids());
            cursor = page.Next;
        }
        while (cursor is not null);
        stored.Reverse();
        Assert.That(seen, Is.EqualTo(stored));
    }

    [TestCase("limit=0", "limit")]
    [TestCase("limit=501", "limit")]
    [TestCase("limit=ten", "limit")]
    [TestCase("limit=1&limit=2", "limit")]
    [TestCase("state=busy", "state")]
    [TestCase("state=3", "state")]
    [TestCase("direction=up", "direction")]
    [TestCase("number=*", "number")]
    [TestCase("number=1*2", "number")]
    [TestCase("number=", "number")]
    [TestCase("number=12%0A34", "number")]
    [TestCase("from=yesterday", "from")]
    [TestCase("from=2026-11-21&to=2026-11-20", "to")]
    [TestCase("numbr=1", "numbr")]
    [TestCase("outcome=Busy", "outcome")]
    [TestCase("cursor=AAAA", "cursor")]
    [TestCase("cursor=%C3%A4", "cursor")]
    public async Task A_wrong_parameter_is_named(string query, string field)
    {
        var reply = await ListAsync(query);
        Assert.That((reply.Status, reply.Json.GetProperty("errors").EnumerateObject().Select(static e => e.Name)), Is.EqualTo((400, new[] { field })).UsingPropertiesComparer(), reply.Text);
    }

    [Test]
    public async Task A_changed_cursor_is_refused()
    {
        for (var i = 0; i < 3; i++) await StoreAsync(minute: i);
        var cursor = (await ListAsync("limit=1")).Next!;
        var changed = cursor[..5] + (cursor[5] == 'A' ? 'B' : 'A') + cursor[6..];
        Assert.That((await ListAsync("limit=1&cursor=" + changed)).ErrorOf("cursor"), Does.Contain("next"));
    }

    [Test]
    public async Task A_cursor_does_not_serve_other_filters()
    {
        for (var i = 0; i < 3; i++) await StoreAsync(minute: i);
        var cursor = (await ListAsync("limit=1")).Next!;
        Assert.That((await ListAsync("limit=1&state=live&cursor=" + cursor)).Status, Is.EqualTo(400));
    }

    [Test]
    public async Task A_tenants_token_sees_only_its_calls()
    {
        var own = await StoreAsync(minute: 1);
        await SampleCalls.StoreAsync(Host.Database, SampleCalls.Call());
        var token = await Host.CreateTokenAsync(ApiScope.Read, _tenant);
        Assert.That((await Host.GetAsync("/api/v1/calls", token)).Ids(), Is.EqualTo(new[] { own.Id.ToString() }));
    }

    [Test]
    public async Task A_tenants_token_may_not_ask_for_another_tenant()
    {
        var token = await Host.CreateTokenAsync(ApiScope.Read, "one");
        Assert.That((await Host.GetAsync("/api/v1/calls?tenant=two", token)).ErrorOf("tenant"), Does.Contain("'one'"));
    }

    [Test]
    public async Task Records_are_paged_by_their_end()
    {
        var stored = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            var call = SampleCalls.Call(tenant: _tenant, at: SampleCalls.Noon.AddMinutes(i), state: CallState.Ended);
            await SampleCalls.StoreRecordAsync(Host.Database, call);
            stored.Insert(0, call.Id.ToString());
        }
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Host.GetAsync($"/api/v1/records?tenant={_tenant}&limit=3" + (cursor is null ? "" : "&cursor=" + cursor));
            seen.AddRange(page.Ids("callId"));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.That(seen, Is.EqualTo(stored));
    }

    [Test]
    public async Task A_record_has_every_figure()
    {
        var call = SampleCalls.Call(tenant: _tenant, state: CallState.Ended);
        await SampleCalls.StoreRecordAsync(Host.Database, call, Outcome.NoAnswer);
        var record = (await Host.GetAsync($"/api/v1/records?tenant={_tenant}")).Json.GetProperty("items")[0];
        Assert.That(record.GetRawText(), Is.EqualTo(
            $$"""{"callId":"{{call.Id}}","tenant":"{{_tenant}}","purpose":"Customer","node":"fs1","direction":"Internal","caller":{"number":"1001","name":"Ärzte \"Taxi\" \uD83D\uDE95"},"callee":{"number":"1002"},"startedAt":"2026-11-20T12:00:00Z","answeredAt":"2026-11-20T12:00:00Z","endedAt":"2026-11-20T12:01:30Z","outcome":"NoAnswer","cause":"NORMAL_CLEARING","endedBy":"Caller","talkSeconds":12.345,"waitSeconds":2,"holdSeconds":0,"legCount":2,"transferCount":1,"recordingCount":0,"endInferred":true,"recovered":false,"storedAt":"2026-11-20T12:01:30Z"}"""));
    }

    [TestCase("outcome=Busy", 1)]
    [TestCase("outcome=Answered", 0)]
    [TestCase("outcome=busy&number=1001", 1)]
    [TestCase("number=10*&direction=Internal&node=fs1", 1)]
    [TestCase("from=2026-11-20T12:01:30Z&to=2026-11-20T12:01:31Z", 1)]
    [TestCase("to=2026-11-20T12:01:30Z", 0)]
    public async Task Filters_choose_records(string query, int expected)
    {
        await SampleCalls.StoreRecordAsync(Host.Database, SampleCalls.Call(tenant: _tenant, state: CallState.Ended), Outcome.Busy);
        var reply = await Host.GetAsync($"/api/v1/records?tenant={_tenant}&{query}");
        Assert.That(reply.Ids("callId"), Has.Length.EqualTo(expected));
    }

    private Task<Reply> ListAsync(string query) => Host.GetAsync($"/api/v1/calls?tenant={_tenant}&{query}");

    private Task<CallView> StoreAsync(
        int minute, string caller = "1001", string callee = "1002", CallState state = CallState.Talking, Direction direction = Direction.Internal, string node = "fs1") =>
        SampleCalls.StoreAsync(Host.Database, SampleCalls.Call(caller, callee, _tenant, node, SampleCalls.Noon.AddMinutes(minute), state, direction));
}
