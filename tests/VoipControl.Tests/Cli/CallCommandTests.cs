using System.Text.Json;
using NUnit.Framework;

namespace VoipControl.Tests.Cli;

[TestFixture]
internal sealed class CallCommandTests
{
    private const string Leg = "8d0f4a52-6c9b-4c43-b7f8-2f0e2a4be1c7";
    private const string Id = ScriptedApi.SampleId;

    [TestCase($"call hangup {Id}", "DELETE", "", "")]
    [TestCase($"call hangup {Id} --cause USER_BUSY", "DELETE", "?cause=USER_BUSY", "")]
    [TestCase($"call hold {Id}", "POST", "/hold", "{}")]
    [TestCase($"call unhold {Id} --leg {Leg}", "POST", "/unhold", $$"""{"leg":"{{Leg}}"}""")]
    [TestCase($"call park {Id}", "POST", "/park", "{}")]
    [TestCase($"call transfer {Id} 1002", "POST", "/transfer", """{"to":"1002","side":"Caller"}""")]
    [TestCase($"call transfer {Id} 1002 --callee --context lab", "POST", "/transfer", """{"to":"1002","side":"Callee","context":"lab"}""")]
    [TestCase($"call dtmf {Id} 1w2#", "POST", "/dtmf", """{"digits":"1w2#"}""")]
    [TestCase($"call record {Id} mask", "POST", "/record", """{"action":"Mask"}""")]
    [TestCase($"call record {Id} start --file a.wav", "POST", "/record", """{"action":"Start","file":"a.wav"}""")]
    public async Task A_command_becomes_the_apis_request(string line, string method, string path, string body)
    {
        await using var api = await ScriptedApi.StartAsync("""{"reply":"+OK"}""");
        var run = await CliRun.AgainstAsync(api, line.Split(' '));
        var asked = api.Requests.Single();
        Assert.Multiple(() =>
        {
            Assert.That((asked.Method, asked.Path, asked.Body), Is.EqualTo((method, $"/api/v1/calls/{Id}{path}", body)));
            Assert.That(run.Code, Is.Zero);
            Assert.That(run.Output, Does.Contain("The switch said: +OK"));
        });
    }

    [Test]
    public async Task Originate_prints_the_id_alone_on_standard_output()
    {
        await using var api = await ScriptedApi.StartAsync($$"""{"id":"{{Id}}","node":"a"}""", 202);
        Assert.That((await CliRun.AgainstAsync(api, "call", "originate", "1001", "1002")).Output, Is.EqualTo(Id + Environment.NewLine));
    }

    [Test]
    public async Task Originate_sends_what_was_given()
    {
        await using var api = await ScriptedApi.StartAsync($$"""{"id":"{{Id}}","node":"a"}""", 202);
        await CliRun.AgainstAsync(api, "call", "originate", "1001", "gsm1/+996", "--node", "b", "--caller-id", "+1", "--caller-name", "Desk", "--timeout", "45", "--tenant", "acme");
        Assert.That(api.Requests.Single().Body, Is.EqualTo(
            """{"from":"1001","to":"gsm1/+996","node":"b","tenant":"acme","callerIdNumber":"+1","callerIdName":"Desk","timeoutSeconds":45}"""));
    }

    [Test]
    public async Task Show_tells_legs_and_timeline()
    {
        await using var api = await ScriptedApi.StartAsync(ScriptedApi.Story(ScriptedApi.Ended(), "It rings.", "Answered."));
        Assert.That((await CliRun.AgainstAsync(api, "call", "show", Id)).Output,
            Does.Contain("ended: answered").And.Contain("Legs").And.Match(@"00:00:00\.000Z\s+1\s+It rings\.").And.Contain("00:00:01.000Z"));
    }

    [Test]
    public async Task Show_as_json_is_the_apis_document()
    {
        var story = ScriptedApi.Story(ScriptedApi.Call(name: "\\u001b[2J"), "It rings.");
        await using var api = await ScriptedApi.StartAsync(story);
        var run = await CliRun.AgainstAsync(api, "call", "show", Id, "--json");
        using var given = JsonDocument.Parse(story);
        using var printed = JsonDocument.Parse(run.Output);
        Assert.Multiple(() =>
        {
            Assert.That(JsonElement.DeepEquals(given.RootElement, printed.RootElement), Is.True);
            Assert.That(run.Output, Does.Not.Contain('\u001b'));
        });
    }

    [TestCase("Answered", 0)]
    [TestCase("Busy", 1)]
    public async Task Following_ends_with_the_call_and_its_outcome(string outcome, int code)
    {
        var asked = 0;
        await using var api = await ScriptedApi.StartAsync(request => request.Method == "POST"
            ? new ScriptedApi.Answer($$"""{"id":"{{Id}}","node":"a"}""", 202)
            : ++asked switch
            {
                1 => new ScriptedApi.Answer("""{"title":"No such call","detail":"unknown"}""", 404),
                2 => new ScriptedApi.Answer(ScriptedApi.Story(ScriptedApi.Call("Ringing"), "It rings.")),
                _ => new ScriptedApi.Answer(ScriptedApi.Story(ScriptedApi.Ended(outcome), "It rings.", "Answered.")),
            });
        var run = await CliRun.AgainstAsync(api, "call", "originate", "1001", "1002", "--follow");
        Assert.Multiple(() =>
        {
            Assert.That(run.Code, Is.EqualTo(code));
            Assert.That(run.Output.Split("It rings.").Length - 1, Is.EqualTo(1), "each thing is told once");
            Assert.That(run.Output, Does.Contain("The call is over:"));
        });
    }

    [Test]
    public async Task Following_as_json_prints_one_document_at_the_end()
    {
        await using var api = await ScriptedApi.StartAsync(ScriptedApi.Story(ScriptedApi.Ended(), "It rings."));
        using var document = JsonDocument.Parse((await CliRun.AgainstAsync(api, "call", "follow", Id, "--json")).Output);
        Assert.That(document.RootElement.GetProperty("call").GetProperty("state").GetString(), Is.EqualTo("Ended"));
    }

    [Test]
    public async Task Following_a_call_that_never_appears_ends_with_1()
    {
        await using var api = await ScriptedApi.StartAsync("""{"title":"No such call","detail":"There is no such call."}""", 404);
        var run = await CliRun.OfAsync(e => e with { FollowPatience = TimeSpan.Zero }, ["call", "follow", Id, "--api", api.Address]);
        Assert.That((run.Code, run.Error.Contains("There is no such call.", StringComparison.Ordinal)), Is.EqualTo((1, true)));
    }

    [Test]
    public async Task Ctrl_c_stops_the_following_and_says_that_the_call_goes_on()
    {
        using var stop = new CancellationTokenSource();
        await using var api = await ScriptedApi.StartAsync(_ =>
        {
            stop.Cancel();
            return new ScriptedApi.Answer(ScriptedApi.Story(ScriptedApi.Call()));
        });
        var run = await CliRun.OfAsync(static e => e, ["call", "follow", Id, "--api", api.Address], stop.Token);
        Assert.That((run.Code, run.Error.Contains("left alone", StringComparison.Ordinal)), Is.EqualTo((0, true)));
    }
}
