using System.Text.Json;
using NUnit.Framework;
using VoipControl.Host.Cli;

namespace VoipControl.Tests.Cli;

[TestFixture]
internal sealed class ListTests
{
    private const string Record = """
        {"callId":"5b1f0c9e-7f0e-4a57-9c39-0f6f0c1f7a11","tenant":"acme","node":"a","direction":"Inbound","caller":{"number":"+996555000001"},"callee":{"number":"1001"},
        "startedAt":"2026-01-01T00:00:00Z","endedAt":"2026-01-01T00:03:16Z","outcome":"NoAnswer","cause":"NO_ANSWER","endedBy":"System","talkSeconds":0,"waitSeconds":65,"holdSeconds":0,
        "legCount":2,"transferCount":0,"recordingCount":0,"endInferred":true,"recovered":false,"storedAt":"2026-01-01T00:03:17Z"}
        """;

    private static Task<CliRun> AtAsync(ScriptedApi api, Func<CliEnvironment, CliEnvironment> change, params string[] args) =>
        CliRun.OfAsync(e => change(e with { Time = CliRun.FiveMinutesLater, Variable = name => name == "VOIPCONTROL_API" ? api.Address : null }), args);

    [Test]
    public async Task A_call_is_one_line_of_the_table()
    {
        await using var api = await ScriptedApi.StartAsync(ScriptedApi.Page(ScriptedApi.Call(name: "Aida")));
        var run = await AtAsync(api, static e => e, "calls");
        Assert.That(run.Output.Split(Environment.NewLine)[1], Does.Match($@"^{ScriptedApi.SampleId}\s+2026-01-01 00:00:00Z\s+talking\s+\+996555000001 Aida\s+1001\s+5m00s\s+a\s+inbound\s+acme$"));
    }

    [Test]
    public async Task An_ended_call_shows_its_outcome_and_durations()
    {
        await using var api = await ScriptedApi.StartAsync(ScriptedApi.Page(ScriptedApi.Ended("NoAnswer")));
        Assert.That((await AtAsync(api, static e => e, "calls")).Output, Does.Match(@"ended: no answer\s.*\s3m16s\s+3m12s\s"));
    }

    [Test]
    public async Task A_record_is_one_line_of_the_table()
    {
        await using var api = await ScriptedApi.StartAsync(ScriptedApi.Page(Record));
        Assert.That((await AtAsync(api, static e => e, "records")).Output.Split(Environment.NewLine)[1],
            Does.Match($@"^{ScriptedApi.SampleId}\s+2026-01-01 00:03:16Z\s+no answer\s+\+996555000001\s+1001\s+1m05s\s+0s\s+system\s+NO_ANSWER\s+a\s+inbound\s+acme\s+end inferred$"));
    }

    [Test]
    public async Task Nodes_show_state_and_heartbeat()
    {
        await using var api = await ScriptedApi.StartAsync("""{"items":[{"name":"a","state":"connected","sessions":3,"maxSessions":1000,"zombies":0,"lastHeartbeatAt":"2026-01-01T00:04:59Z","updatedAt":"2026-01-01T00:04:59Z"}]}""");
        Assert.That((await AtAsync(api, static e => e, "nodes")).Output, Does.Match(@"a\s+connected\s+3/1000\s+0\s+1s ago"));
    }

    [Test]
    public async Task A_pipe_gets_neither_colour_nor_wrapped_lines()
    {
        await using var api = await ScriptedApi.StartAsync(ScriptedApi.Page(ScriptedApi.Call(name: new string('n', 300))));
        var run = await AtAsync(api, static e => e, "calls");
        Assert.That((run.Output.Contains('\u001b', StringComparison.Ordinal), run.Output.TrimEnd().Split('\n').Length), Is.EqualTo((false, 2)));
    }

    [Test]
    public async Task A_terminal_gets_colours()
    {
        await using var api = await ScriptedApi.StartAsync(ScriptedApi.Page(ScriptedApi.Call()));
        Assert.That((await AtAsync(api, static e => e with { TerminalWidth = 200, Colours = true }, "calls")).Output, Does.Contain("\u001b["));
    }

    [Test]
    public async Task A_narrow_terminal_loses_columns_and_never_the_id()
    {
        await using var api = await ScriptedApi.StartAsync(ScriptedApi.Page(ScriptedApi.Call()));
        var lines = (await AtAsync(api, static e => e with { TerminalWidth = 80 }, "calls")).Output.TrimEnd().Split(Environment.NewLine);
        Assert.Multiple(() =>
        {
            Assert.That(lines, Has.All.Length.LessThanOrEqualTo(80));
            Assert.That(lines[1], Does.StartWith(ScriptedApi.SampleId));
        });
    }

    [Test]
    public async Task Control_characters_and_markup_of_a_name_are_shown_and_not_obeyed()
    {
        await using var api = await ScriptedApi.StartAsync(ScriptedApi.Page(ScriptedApi.Call(name: """[red]x[/] :bell: \u001b]0;t\u0007\r\n\u202e\u009b""")));
        var run = await AtAsync(api, static e => e with { TerminalWidth = 300, Colours = true }, "calls");
        Assert.That(run.Output, Does.Contain("""[red]x[/] :bell: \x1b]0;t\x07\r\n\u202e\x9b"""));
    }

    [TestCase("calls", "No call matches")]
    [TestCase("calls --live", "voipcontrol call originate")]
    [TestCase("records", "voipcontrol calls --live")]
    [TestCase("nodes", "Pbx:Nodes")]
    public async Task An_empty_list_says_so_and_what_to_do_next(string line, string next)
    {
        await using var api = await ScriptedApi.StartAsync(ScriptedApi.Page());
        var run = await CliRun.AgainstAsync(api, line.Split(' '));
        Assert.That((run.Code, run.Output.Contains(next, StringComparison.Ordinal)), Is.EqualTo((0, true)), run.Output);
    }

    [TestCase("calls")]
    [TestCase("records")]
    [TestCase("nodes")]
    public async Task Json_is_one_document_also_when_there_is_nothing(string command)
    {
        await using var api = await ScriptedApi.StartAsync(ScriptedApi.Page());
        using var document = JsonDocument.Parse((await CliRun.AgainstAsync(api, command, "--json")).Output);
        Assert.That(document.RootElement.GetProperty("items").GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task Json_keeps_fields_that_this_program_does_not_know()
    {
        await using var api = await ScriptedApi.StartAsync(ScriptedApi.Page(ScriptedApi.Call(more: "\"fromTheFuture\":[1,2],")));
        using var document = JsonDocument.Parse((await CliRun.AgainstAsync(api, "calls", "--json")).Output);
        Assert.That(document.RootElement.GetProperty("items")[0].GetProperty("fromTheFuture").GetArrayLength(), Is.EqualTo(2));
    }

    [Test]
    public async Task All_pages_become_one_document()
    {
        await using var api = await ScriptedApi.StartAsync(asked => new ScriptedApi.Answer(asked.Path.Contains("cursor=c%2B1", StringComparison.Ordinal)
            ? ScriptedApi.Page(ScriptedApi.Call())
            : $$"""{"items":[{{ScriptedApi.Call()}}],"next":"c+1"}"""));
        using var document = JsonDocument.Parse((await CliRun.AgainstAsync(api, "calls", "--all", "--json")).Output);
        Assert.That((document.RootElement.GetProperty("items").GetArrayLength(), document.RootElement.TryGetProperty("next", out _)), Is.EqualTo((2, false)));
    }

    [Test]
    public async Task A_list_that_goes_on_says_so_beside_the_table()
    {
        await using var api = await ScriptedApi.StartAsync($$"""{"items":[{{ScriptedApi.Call()}}],"next":"c1"}""");
        Assert.That((await CliRun.AgainstAsync(api, "calls", "--limit", "1")).Error, Does.Contain("--all"));
    }

    [Test]
    public async Task Filters_reach_the_api_escaped()
    {
        await using var api = await ScriptedApi.StartAsync(ScriptedApi.Page());
        await AtAsync(api, static e => e, "calls", "--state", "held", "--number", "+996*", "--tenant", "a&b", "--from", "2m", "--to", "2026-01-02T01:00+01:00", "--limit", "7");
        Assert.That(api.Requests.Single().Path, Is.EqualTo(
            "/api/v1/calls?state=Held&number=%2B996%2A&tenant=a%26b&from=2026-01-01T00%3A03%3A00Z&to=2026-01-02T00%3A00%3A00Z&limit=7"));
    }
}
