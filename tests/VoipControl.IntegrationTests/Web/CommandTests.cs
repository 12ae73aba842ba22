using Microsoft.AspNetCore.Http;
using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Core.Commands;
using VoipControl.Store.Queries;

namespace VoipControl.IntegrationTests.Web;

[NonParallelizable]
public sealed class CommandTests : WebFixture
{
    private static readonly Func<HttpContext, Task> Done = static c => c.Response.WriteAsJsonAsync(new CommandResult("+OK"), CommandJson.Default.CommandResult);

    private protected override (string Key, string Value)[] Settings => [("Web:PbxCommandSeconds", "1")];

    [SetUp]
    public void AnswerDone()
    {
        Pbx.Answer = Done;
        Pbx.Commands.Clear();
    }

    [TestCase("hold", null, """{"command":"hold"}""")]
    [TestCase("hold", """{"leg":"5b1f0c9e-7f0e-4a57-9c39-0f6f0c1f7a11"}""", """{"command":"hold","leg":"5b1f0c9e-7f0e-4a57-9c39-0f6f0c1f7a11"}""")]
    [TestCase("unhold", "{}", """{"command":"unhold"}""")]
    [TestCase("park", null, """{"command":"park"}""")]
    [TestCase("transfer", """{"to":"1003"}""", """{"command":"transfer","to":"1003","side":"Caller"}""")]
    [TestCase("transfer", """{"to":"1003","side":"callee","context":"default"}""", """{"command":"transfer","to":"1003","side":"Callee","context":"default"}""")]
    [TestCase("dtmf", """{"digits":"42#"}""", """{"command":"dtmf","digits":"42#"}""")]
    [TestCase("record", """{"action":"start","file":"a.wav"}""", """{"command":"record","action":"Start","file":"a.wav"}""")]
    public async Task A_command_reaches_the_pbx_process_of_the_call(string verb, string? body, string expected)
    {
        var call = await StoredAsync();
        var reply = await Host.SendAsync("POST", $"/api/v1/calls/{call.Id}/{verb}", body);
        Pbx.Commands.TryDequeue(out var sent);
        Assert.That((reply.Status, reply.Text, sent), Is.EqualTo(
            (200, """{"reply":"+OK"}""", ($"/internal/v1/calls/{call.Id}/command", WebHost.Secret, expected))), reply.Text);
    }

    [TestCase("", """{"command":"hangup"}""")]
    [TestCase("?cause=USER_BUSY", """{"command":"hangup","cause":"USER_BUSY"}""")]
    public async Task Delete_hangs_up(string query, string expected)
    {
        var call = await StoredAsync();
        await Host.SendAsync("DELETE", $"/api/v1/calls/{call.Id}{query}");
        Assert.That(Pbx.Commands.Single().Body, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_placed_call_is_accepted_with_its_address()
    {
        var id = Guid.NewGuid();
        Pbx.Answer = c => AcceptAsync(c, id);
        var reply = await Host.SendAsync("POST", "/api/v1/calls", """{"from":"1001","to":"trunk1/+4930","variables":{"order":"4711"}}""");
        Assert.That((reply.Status, reply.Location, reply.Text, Pbx.Commands.Single().Body), Is.EqualTo(
            (202, $"/api/v1/calls/{id}", $$"""{"id":"{{id}}","node":"fs1"}""", """{"from":"1001","to":"trunk1/\u002B4930","variables":{"order":"4711"}}""")));
    }

    [Test]
    public async Task A_tenants_token_places_calls_for_its_tenant()
    {
        Pbx.Answer = static c => AcceptAsync(c, Guid.NewGuid());
        await Host.SendAsync("POST", "/api/v1/calls", """{"from":"1","to":"2","node":"fs1"}""", await Host.CreateTokenAsync(ApiScope.Control, "acme"));
        Assert.That(Pbx.Commands.Single().Body, Does.Contain("\"tenant\":\"acme\""));
    }

    [Test]
    public async Task A_tenants_token_places_no_call_for_another()
    {
        var reply = await Host.SendAsync("POST", "/api/v1/calls", """{"from":"1","to":"2","tenant":"other"}""", await Host.CreateTokenAsync(ApiScope.Control, "acme"));
        Assert.That((reply.Status, Pbx.Commands.Count), Is.EqualTo((403, 0)));
    }

    [Test]
    public async Task An_unknown_node_is_named_as_wrong() =>
        Assert.That((await Host.SendAsync("POST", "/api/v1/calls", """{"from":"1","to":"2","node":"fs9"}""")).ErrorOf("node"), Does.Contain("no such node"));

    [TestCase(404, "no-such-call")]
    [TestCase(409, "refused")]
    [TestCase(503, "node-away")]
    [TestCase(504, "timed-out")]
    public async Task A_refusal_is_passed_on_in_the_switchs_words(int status, string problem)
    {
        Pbx.Answer = c => FakePbx.ProblemAsync(c, status, "-ERR No such channel!");
        var reply = await HoldAsync();
        Assert.That((reply.Status, reply.Problem, reply.Json.GetProperty("detail").GetString()), Is.EqualTo((status, problem, "-ERR No such channel!")));
    }

    [TestCase(401)]
    [TestCase(500)]
    [TestCase(302)]
    public async Task A_strange_answer_is_a_bad_gateway(int status)
    {
        Pbx.Answer = c =>
        {
            c.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        Assert.That((await HoldAsync()).Status, Is.EqualTo(502));
    }

    [TestCase("half {")]
    [TestCase("null")]
    [TestCase("")]
    public async Task An_unreadable_answer_is_a_bad_gateway(string body)
    {
        Pbx.Answer = c =>
        {
            c.Response.ContentType = "application/json";
            return c.Response.WriteAsync(body);
        };
        Assert.That((await HoldAsync()).Problem, Is.EqualTo("pbx-error"));
    }

    [Test]
    public async Task A_pbx_process_that_breaks_off_is_a_bad_gateway()
    {
        Pbx.Answer = static c =>
        {
            c.Abort();
            return Task.CompletedTask;
        };
        Assert.That((await HoldAsync()).Status, Is.EqualTo(502));
    }

    [Test]
    public async Task A_pbx_process_that_does_not_answer_is_timed_out()
    {
        Pbx.Answer = static async c =>
        {
            var gone = new TaskCompletionSource();
            await using (c.RequestAborted.Register(gone.SetResult)) await gone.Task;
        };
        Assert.That((await HoldAsync()).Problem, Is.EqualTo("timed-out"));
    }

    [Test]
    public async Task A_request_that_takes_too_long_is_504()
    {
        await using var host = await WebHost.StartAsync(Host.Database, ("Web:RequestSeconds", "1"));
        var call = await StoredAsync();
        Pbx.Answer = static async c =>
        {
            var gone = new TaskCompletionSource();
            await using (c.RequestAborted.Register(gone.SetResult)) await gone.Task;
        };
        var reply = await host.SendAsync("POST", $"/api/v1/calls/{call.Id}/hold");
        Assert.That((reply.Status, reply.Problem), Is.EqualTo((504, "timed-out")));
    }

    [Test]
    public async Task A_pbx_process_that_is_down_is_503_with_a_time_to_come_back()
    {
        var gone = await FakePbx.StartAsync();
        await gone.DisposeAsync();
        await Host.AddNodeAsync("down", gone.Url);
        var call = await SampleCalls.StoreAsync(Host.Database, SampleCalls.Call(node: "down"));
        var reply = await Host.SendAsync("POST", $"/api/v1/calls/{call.Id}/hold");
        Assert.That((reply.Status, reply.Problem, reply.RetryAfter), Is.EqualTo((503, "node-away", "2")));
    }

    [Test]
    public async Task A_call_without_a_node_goes_to_the_first_that_is_there()
    {
        var gone = await FakePbx.StartAsync();
        await gone.DisposeAsync();
        await Host.AddNodeAsync("a-down", gone.Url);
        await WebHost.EventuallyAsync("both nodes are known", async () => (await Host.GetAsync("/api/v1/nodes")).Text.Contains("a-down"));
        Pbx.Answer = static c => AcceptAsync(c, Guid.NewGuid());
        Assert.That((await Host.SendAsync("POST", "/api/v1/calls", """{"from":"1","to":"2"}""")).Status, Is.EqualTo(202));
    }

    [Test]
    public async Task An_ended_call_takes_no_command()
    {
        var call = await SampleCalls.StoreAsync(Host.Database, SampleCalls.Call(state: CallState.Ended));
        Assert.That((await Host.SendAsync("DELETE", $"/api/v1/calls/{call.Id}")).Problem, Is.EqualTo("call-ended"));
    }

    [Test]
    public async Task Another_tenants_call_takes_no_command()
    {
        var call = await StoredAsync();
        var token = await Host.CreateTokenAsync(ApiScope.Control, "acme");
        Assert.That(((await Host.SendAsync("DELETE", $"/api/v1/calls/{call.Id}", null, token)).Status, Pbx.Commands.Count), Is.EqualTo((404, 0)));
    }

    [TestCase("transfer", "{}", "to")]
    [TestCase("transfer", """{"to":null}""", "to")]
    [TestCase("transfer", """{"to":7}""", "to")]
    [TestCase("transfer", """{"to":""}""", "to")]
    [TestCase("transfer", """{"to":"1\r\nbgapi system"}""", "to")]
    [TestCase("transfer", """{"to":"1","context":"a\u0000b"}""", "context")]
    [TestCase("transfer", """{"to":"1","context":"a\u2028b"}""", "context")]
    [TestCase("transfer", """{"to":"1","side":"left"}""", "side")]
    [TestCase("transfer", """{"to":"1","side":1}""", "side")]
    [TestCase("transfer", """{"to":"1","To":"2"}""", "To")]
    [TestCase("hold", """{"command":"hangup"}""", "command")]
    [TestCase("hold", """{"leg":"x"}""", "leg")]
    [TestCase("dtmf", """{"digits":"12;34"}""", "digits")]
    [TestCase("dtmf", """{"digits":"1\n"}""", "digits")]
    [TestCase("record", """{"action":"start","file":"../etc/passwd"}""", "file")]
    [TestCase("record", """{"action":"burn"}""", "action")]
    [TestCase("record", """{}""", "action")]
    public async Task A_wrong_field_is_named(string verb, string body, string field)
    {
        var call = await StoredAsync();
        var reply = await Host.SendAsync("POST", $"/api/v1/calls/{call.Id}/{verb}", body);
        Assert.That((reply.Status, reply.Json.GetProperty("errors").EnumerateObject().Single().Name, Pbx.Commands.Count), Is.EqualTo((400, field, 0)), reply.Text);
    }

    [TestCase("""{"from":"1\n","to":"2"}""", "from")]
    [TestCase("""{"from":"1","to":"2\r"}""", "to")]
    [TestCase("""{"from":"1","to":"2","callerIdName":"a\u0085b"}""", "callerIdName")]
    [TestCase("""{"from":"1","to":"2","callerIdNumber":"\ud800"}""", "callerIdNumber")]
    [TestCase("""{"from":"1","to":"2","timeoutSeconds":4}""", "timeoutSeconds")]
    [TestCase("""{"from":"1","to":"2","timeoutSeconds":"30"}""", "timeoutSeconds")]
    [TestCase("""{"from":"1","to":"2","variables":{"a b":"1"}}""", "variables")]
    [TestCase("""{"from":"1","to":"2","variables":{"a":"1\n2"}}""", "variables")]
    [TestCase("""{"from":"1","to":"2","variables":{"a":null}}""", "variables")]
    [TestCase("""{"from":"1","to":"2","variables":["a"]}""", "variables")]
    [TestCase("""{"from":"1","to":"2","colour":"red"}""", "colour")]
    public async Task A_wrong_field_of_a_new_call_is_named(string body, string field)
    {
        var reply = await Host.SendAsync("POST", "/api/v1/calls", body);
        Assert.That((reply.Status, reply.Json.GetProperty("errors").EnumerateObject().Single().Name, Pbx.Commands.Count), Is.EqualTo((400, field, 0)), reply.Text);
    }

    [Test]
    public async Task All_wrong_fields_are_named_at_once()
    {
        var reply = await Host.SendAsync("POST", "/api/v1/calls", """{"to":5,"colour":"red"}""");
        Assert.That(reply.Json.GetProperty("errors").EnumerateObject().Select(static e => e.Name), Is.EqualTo(new[] { "colour", "from", "to" }));
    }

    [Test]
    public async Task A_cause_with_a_line_break_is_refused()
    {
        var call = await StoredAsync();
        Assert.That((await Host.SendAsync("DELETE", $"/api/v1/calls/{call.Id}?cause=A%0AB")).ErrorOf("cause"), Does.Contain("line break"));
    }

    private static Task AcceptAsync(HttpContext context, Guid id)
    {
        context.Response.StatusCode = 202;
        return context.Response.WriteAsJsonAsync(new OriginatedCall(new CallId(id), "fs1"), CommandJson.Default.OriginatedCall);
    }

    private async Task<Reply> HoldAsync() => await Host.SendAsync("POST", $"/api/v1/calls/{(await StoredAsync()).Id}/hold");

    private Task<CallView> StoredAsync() => SampleCalls.StoreAsync(Host.Database, SampleCalls.Call());
}
