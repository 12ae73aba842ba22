using System.Net;
using System.Net.Sockets;
using NUnit.Framework;

namespace VoipControl.Tests.Cli;

[TestFixture]
internal sealed class ApiFailureTests
{
    private static readonly string[][] Commands =
    [
        ["calls"], ["records"], ["nodes"], ["call", "show", ScriptedApi.SampleId], ["call", "hangup", ScriptedApi.SampleId], ["call", "originate", "1001", "1002"],
    ];

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://{listener.LocalEndpoint}";
    }

    [TestCaseSource(nameof(Commands))]
    public async Task An_api_that_is_away_ends_with_1_and_the_next_step(params string[] args)
    {
        var run = await CliRun.OfAsync([.. args, "--api", FreeAddress()]);
        Assert.Multiple(() =>
        {
            Assert.That(run.Code, Is.EqualTo(1));
            Assert.That(run.Output, Is.Empty);
            Assert.That(run.Error, Does.Contain("`voipcontrol run`").And.Contain("VOIPCONTROL_API"));
        });
    }

    [TestCase(401, "no token", 1, "voipcontrol token create")]
    [TestCase(403, "only looks", 1, "--scope control")]
    [TestCase(404, "no such call", 1, "voipcontrol calls")]
    [TestCase(409, "has ended", 1, "voipcontrol call show")]
    [TestCase(503, "database away", 1, "voipcontrol nodes")]
    [TestCase(400, "bad value", 2, "bad value")]
    [TestCase(500, "broken", 1, "log")]
    public async Task A_refusal_is_told_in_the_servers_words_with_the_next_step(int status, string detail, int code, string next)
    {
        await using var api = await ScriptedApi.StartAsync($$"""{"type":"urn:x","title":"T","status":{{status}},"detail":"{{detail}}"}""", status);
        var run = await CliRun.AgainstAsync(api, "call", "show", ScriptedApi.SampleId);
        Assert.Multiple(() =>
        {
            Assert.That(run.Code, Is.EqualTo(code));
            Assert.That(run.Error, Does.Contain(detail).And.Contain(next));
            Assert.That(run.Output + run.Error, Does.Not.Contain(CliRun.Secret));
        });
    }

    [Test]
    public async Task Each_wrong_field_is_listed()
    {
        await using var api = await ScriptedApi.StartAsync("""{"title":"Invalid","detail":"The request is wrong.","errors":{"from":["It has a line break."]}}""", 400);
        Assert.That((await CliRun.AgainstAsync(api, "call", "originate", "1", "2")).Error, Does.Contain("from: It has a line break."));
    }

    [TestCase("<html>hello</html>", 200)]
    [TestCase("""{"items":7}""", 200)]
    [TestCase("[]", 200)]
    [TestCase("{}", 200)]
    [TestCase("""{"items":[{}]}""", 200)]
    [TestCase("""{"items":[null]}""", 200)]
    [TestCase("", 200)]
    [TestCase("Bad gateway", 502)]
    [TestCase("null", 500)]
    public async Task An_answer_that_is_not_the_apis_is_a_clear_failure(string body, int status)
    {
        await using var api = await ScriptedApi.StartAsync(body, status);
        var run = await CliRun.AgainstAsync(api, "calls");
        Assert.That((run.Code, run.Output, run.Error.Contains("VoipControl's", StringComparison.Ordinal)), Is.EqualTo((1, "", true)));
    }

    [Test]
    public async Task Escape_sequences_in_an_error_are_not_passed_on()
    {
        await using var api = await ScriptedApi.StartAsync("""{"title":"x","detail":"a\u001b[31mb\nc"}""", 404);
        Assert.That((await CliRun.AgainstAsync(api, "calls")).Error, Does.Contain("a\\x1b[31mb\\nc"));
    }

    [Test]
    public async Task The_token_is_sent_as_bearer()
    {
        await using var api = await ScriptedApi.StartAsync(ScriptedApi.Page());
        await CliRun.AgainstAsync(api, "nodes");
        Assert.That(api.Requests.Single().Authorization, Is.EqualTo("Bearer " + CliRun.Secret));
    }
}
