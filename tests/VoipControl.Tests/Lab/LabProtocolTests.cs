using System.Net;
using NUnit.Framework;
using VoipControl.Lab;

namespace VoipControl.Tests.Lab;

internal sealed class LabProtocolTests
{
    [Test]
    public async Task Greeting_asks_for_authentication()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab.Endpoint);

        Assert.That((await client.NextReplyAsync()).ContentType, Is.EqualTo("auth/request"));
    }

    [Test]
    public async Task Wrong_password_is_refused_and_the_connection_closed()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab.Endpoint);
        await client.NextReplyAsync();

        var reply = await client.CommandAsync("auth wrong");
        var notice = await client.NextReplyAsync();
        await client.ClosedAsync();

        Assert.That((reply.ReplyText, notice.ContentType), Is.EqualTo(("-ERR invalid", "text/disconnect-notice")));
    }

    [Test]
    public async Task Commands_before_authentication_are_not_found()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab.Endpoint);
        await client.NextReplyAsync();

        Assert.That((await client.CommandAsync("api status")).ReplyText, Is.EqualTo("-ERR command not found"));
    }

    [Test]
    public async Task Address_that_is_not_allowed_is_rudely_rejected()
    {
        await using var lab = await LabSwitches.StartAsync(
            LabSwitches.Quiet() with { AllowedNetworks = [IPNetwork.Parse("192.0.2.0/24")] });
        await using var client = await LabClient.ConnectAsync(lab.Endpoint);

        var message = await client.NextReplyAsync();
        await client.ClosedAsync();

        Assert.That((message.ContentType, message.Body), Is.EqualTo(("text/rude-rejection", "Access Denied, go away.\n")));
    }

    // The commands behind bad-commands.plain.esl, in its order.
    private static readonly string[] BadCommands =
    [
        "event plain BACKGROUND_JOB", "api nosuchcmd", "nonsense", "api uuid_kill 0000", "api uuid_transfer 0000 9000",
        "bgapi nosuch\nJob-UUID: d2907e59-2dfa-42ab-828b-0676cc5726bb", "event plain", "filter", "nixevent HEARTBEAT",
        "sendmsg 0000\ncall-command: hangup", "nonsense", "nonsense", "divert_events on", "linger", "noevents", "exit",
    ];

    [Test]
    public async Task Bad_commands_are_answered_as_captured()
    {
        var captured = LabMessages.OfCapture("bad-commands.plain").Where(m => m.ContentType != "text/event-plain").Skip(2)
            .Select(m => m.ReplyText + m.Body).ToList();
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab, events: null);

        var answered = new List<string>();
        foreach (var command in BadCommands)
        {
            // A bare word needs its blank to be that command and not another that starts alike.
            var reply = await client.CommandAsync(command == "filter" ? "filter Event-Name" : command);
            answered.Add(reply.ReplyText + reply.Body);
        }
        answered.Add((await client.NextReplyAsync()).Body);

        Assert.That(answered, Is.EqualTo(captured));
    }

    [Test]
    public async Task Unknown_background_command_ends_in_the_captured_job()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab, "plain BACKGROUND_JOB");

        await client.CommandAsync("bgapi nosuch\nJob-UUID: my-job");
        var job = await client.NextEventAsync();

        Assert.That((job["Job-UUID"], job["Job-Command"], job.Body), Is.EqualTo(("my-job", "nosuch", "-ERR nosuch Command not found!\n")));
    }

    [Test]
    public async Task Only_events_asked_for_arrive()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab, "plain CHANNEL_ANSWER CUSTOM sofia::gateway_state");

        await lab.PlayScenarioAsync("recorded-call");
        var events = await client.EventsSoFarAsync();

        Assert.That(events.Select(e => e.Name), Is.EqualTo(["CHANNEL_ANSWER", "CHANNEL_ANSWER", "CUSTOM"]));
    }

    [Test]
    public async Task Nixed_events_no_longer_arrive()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab, "plain ALL");

        await client.CommandAsync("nixevent CHANNEL_PROGRESS CHANNEL_PROGRESS_MEDIA");
        await lab.PlayScenarioAsync("inbound-bridged-call");

        Assert.That((await client.EventsSoFarAsync()).Count(e => e.Name.StartsWith("CHANNEL_PROGRESS", StringComparison.Ordinal)), Is.Zero);
    }

    [Test]
    public async Task Filter_passes_only_events_that_match()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab, "plain ALL");

        await client.CommandAsync("filter Call-Direction outbound");
        await lab.PlayScenarioAsync("inbound-bridged-call");

        Assert.That((await client.EventsSoFarAsync()).Select(e => e["Call-Direction"]).Distinct(), Is.EqualTo(["outbound"]));
    }

    [Test]
    public async Task Every_client_gets_every_event_it_asked_for()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var plain = await LabClient.ConnectAsync(lab, "plain ALL");
        await using var json = await LabClient.ConnectAsync(lab, "json ALL");

        await lab.PlayScenarioAsync("hold-unhold");

        var expected = (await plain.EventsSoFarAsync()).Select(e => e.Sequence);
        Assert.That((await json.EventsSoFarAsync()).Select(e => e.Sequence), Is.EqualTo(expected));
    }

    [Test]
    public async Task Sent_event_reaches_listeners_with_its_body()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab, "plain CUSTOM my::news");

        await client.SendAsync("sendevent CUSTOM\nEvent-Subclass: my::news\nColour: grün\nContent-Length: 5\n\nhello");
        await client.NextReplyAsync();
        var e = await client.NextEventAsync();

        Assert.That((e["Event-Subclass"], e["Colour"], e.Body), Is.EqualTo(("my::news", "grün", "hello")));
    }

    [TestCase("Content-Length: -1")]
    [TestCase("Content-Length: 2147483647")]
    [TestCase("Content-Length: many")]
    public async Task Body_of_nonsense_length_closes_the_connection(string header)
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab, events: null);

        await client.SendAsync($"sendevent CUSTOM\n{header}\n\n");

        Assert.That(client.ClosedAsync, Throws.Nothing);
    }

    [Test]
    public async Task Endless_line_closes_the_connection()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab, events: null);

        await client.SendAsync("api " + new string('x', 300 * 1024));

        Assert.That(client.ClosedAsync, Throws.Nothing);
    }

    [Test]
    public async Task Commands_sent_together_are_answered_in_order()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab, events: null);

        await client.SendAsync("api echo one\n\napi echo two\r\n\r\n\n\napi echo three\n\n");

        Assert.That(
            new[] { (await client.NextReplyAsync()).Body, (await client.NextReplyAsync()).Body, (await client.NextReplyAsync()).Body },
            Is.EqualTo(["one", "two", "three"]));
    }

    [Test]
    public async Task Heartbeats_tell_of_sessions()
    {
        await using var lab = await LabSwitches.StartAsync(LabSwitches.Quiet() with { Heartbeat = TimeSpan.FromMilliseconds(20) });
        await using var client = await LabClient.ConnectAsync(lab, "plain HEARTBEAT");

        lab.PlaceCall(LabSwitches.Quick(LabCallKind.Bridged) with { Manual = true });

        Assert.That(async () => await client.WaitForEventAsync(e => e["Session-Count"] == "2"), Throws.Nothing);
    }
}
