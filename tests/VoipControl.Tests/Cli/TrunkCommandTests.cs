using System.Text.Json;
using NUnit.Framework;

namespace VoipControl.Tests.Cli;

[TestFixture]
internal sealed class TrunkCommandTests
{
    private const string Trunk = """
        {"name":"carrier","kind":"Trunk","observers":[
        {"observer":"host1","state":"Up","since":"2026-01-01T00:00:00Z","lastProbeAt":"2026-01-01T00:04:58Z","smoothedSeconds":0.0123,"maxSeconds":0.05,"lossPercent":2.5,"probes":60,"penalty":0,"updatedAt":"2026-01-01T00:04:59Z"},
        {"observer":"host2","state":"Damped","reason":"it flaps","since":"2026-01-01T00:00:00Z","lossPercent":100,"probes":60,"penalty":3000,"updatedAt":"2026-01-01T00:04:59Z"}]}
        """;

    private const string Canary = """
        {"name":"carrier","observer":"host1","kind":"Trunk","mode":"Loop","alarms":[{"fault":"OneWayTowardsUs","raisedAt":"2026-01-01T00:00:00Z","detail":"words"}],"calls":8,"successRatio":0.75,"stale":false,
        "nextAt":"2026-01-01T00:10:00Z","last":{"at":"2026-01-01T00:03:00Z","observer":"host1","good":false,"faults":["OneWayTowardsUs"],"detail":"we hear nothing; the far end hears us","status":200,"setUpSeconds":1.5}}
        """;

    private static Task<CliRun> AtAsync(ScriptedApi api, params string[] args) =>
        CliRun.OfAsync(e => e with { Time = CliRun.FiveMinutesLater, Variable = name => name == "VOIPCONTROL_API" ? api.Address : null }, args);

    [Test]
    public async Task A_trunk_has_a_line_for_each_host_that_sees_it()
    {
        await using var api = await ScriptedApi.StartAsync(ScriptedApi.Page(Trunk));
        var lines = (await AtAsync(api, "trunk", "list")).Output.Split(Environment.NewLine);
        Assert.Multiple(() =>
        {
            Assert.That(lines[1], Does.Match(@"^carrier\s+trunk\s+host1\s+up\s+5m00s\s+12\.3 ms\s+50\.0 ms\s+2\.5 %\s+2s ago$"));
            Assert.That(lines[2], Does.Match(@"^carrier\s+trunk\s+host2\s+damped\s+5m00s\s+100 %\s+never\s+it flaps$"));
        });
    }

    [Test]
    public async Task A_shown_trunk_has_its_history()
    {
        await using var api = await ScriptedApi.StartAsync($$"""{"trunk":{{Trunk}},"items":[{"at":"2026-01-01T00:01:00Z","observer":"host1","before":"Up","state":"Down","reason":"no answer within 2 s"}]}""");
        Assert.That((await AtAsync(api, "trunk", "show", "carrier")).Output, Does.Match(@"2026-01-01 00:01:00Z\s+host1\s+down\s+up\s+no answer within 2 s"));
        Assert.That(api.Requests.Single().Path, Is.EqualTo("/api/v1/trunks/carrier?limit=20"));
    }

    [Test]
    public async Task A_canary_shows_its_alarms_and_the_days_success()
    {
        await using var api = await ScriptedApi.StartAsync(ScriptedApi.Page(Canary));
        Assert.That((await AtAsync(api, "canary", "list")).Output.Split(Environment.NewLine)[1],
            Does.Match(@"^carrier\s+host1\s+loop\s+one way towards us\s+2m00s ago\s+one way towards us\s+75% of 8\s+2026-01-01 00:10:00Z\s+we hear nothing; the far end hears us$"));
    }

    [Test]
    public async Task A_shown_canary_has_its_results()
    {
        await using var api = await ScriptedApi.StartAsync($$"""{"canaries":[{{Canary}}],"items":[{"at":"2026-01-01T00:02:00Z","observer":"host1","good":true,"faults":[],"detail":"both ends hear each other's tone","status":200,"setUpSeconds":1.5}]}""");
        Assert.That((await AtAsync(api, "canary", "show", "carrier", "--limit", "7")).Output, Does.Match(@"2026-01-01 00:02:00Z\s+host1\s+ok\s+200\s+1s\s+both ends"));
        Assert.That(api.Requests.Single().Path, Is.EqualTo("/api/v1/canaries/carrier?limit=7"));
    }

    [TestCase("trunk", "Sip:Trunks")]
    [TestCase("canary", "Canary")]
    public async Task An_empty_list_says_so_and_what_to_do_next(string command, string next)
    {
        await using var api = await ScriptedApi.StartAsync(ScriptedApi.Page());
        Assert.That((await AtAsync(api, command, "list")).Output, Does.Contain(next));
    }

    [TestCase("trunk")]
    [TestCase("canary")]
    public async Task An_unknown_name_is_answered_with_where_the_names_are(string command)
    {
        await using var api = await ScriptedApi.StartAsync($$"""{"type":"urn:voipcontrol:problem:no-such-{{command}}","title":"There is none","status":404}""", 404);
        var run = await AtAsync(api, command, "show", "nope");
        Assert.That(run.Error, Does.Contain($"`voipcontrol {command} list`").And.Not.Contain("voipcontrol calls"));
    }

    [TestCase("trunk")]
    [TestCase("canary")]
    public async Task Json_is_the_answer_as_it_came(string command)
    {
        await using var api = await ScriptedApi.StartAsync("""{"items":[],"fromTheFuture":1}""");
        using var document = JsonDocument.Parse((await AtAsync(api, command, "list", "--json")).Output);
        Assert.That(document.RootElement.GetProperty("fromTheFuture").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_name_reaches_the_api_escaped()
    {
        await using var api = await ScriptedApi.StartAsync("{}", 404);
        await AtAsync(api, "trunk", "show", "a/../b?c");
        Assert.That(api.Requests.Single().Path, Does.StartWith("/api/v1/trunks/a%2F..%2Fb%3Fc?").Or.StartWith("/api/v1/trunks/a%2F..%2Fb?c"));
    }
}
