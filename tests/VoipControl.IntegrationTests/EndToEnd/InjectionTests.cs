using System.Text;
using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Esl;
using VoipControl.Lab;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.EndToEnd;

/// <summary>Whatever text a client of the SystemAPI gives, it reaches the switch as that text or not at all.</summary>
public sealed class InjectionTests
{
    private ApiOnLab _api = null!;

    [OneTimeSetUp]
    public async Task Start() => _api = await ApiOnLab.StartAsync();

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_api is not null) await _api.DisposeAsync();
    }

    private static IEnumerable<TestCaseData<string, object>> FieldsWithALineBreak()
    {
        var number = 0;
        TestCaseData<string, object> Case(string field, object order) =>
            new(field, order) { TestName = $"A_line_break_in_a_field_is_refused_by_the_fields_name_and_reaches_no_switch({field}, {++number})" };
        const string Bad = "x\n\napi hupall NORMAL_CLEARING\n\n";
        yield return Case("from", new { from = "101" + Bad, to = "102" });
        yield return Case("to", new { from = "101", to = "102" + Bad });
        yield return Case("callerIdName", new { from = "101", to = "102", callerIdName = Bad });
        yield return Case("callerIdNumber", new { from = "101", to = "102", callerIdNumber = "1\r" + Bad });
        yield return Case("tenant", new { from = "101", to = "102", tenant = Bad });
        yield return Case("node", new { from = "101", to = "102", node = "lab-a" + Bad });
        yield return Case("variables", new { from = "101", to = "102", variables = new Dictionary<string, string> { ["note"] = Bad } });
        yield return Case("variables", new { from = "101", to = "102", variables = new Dictionary<string, string> { [Bad] = "x" } });
    }

    [TestCaseSource(nameof(FieldsWithALineBreak))]
    public async Task A_line_break_in_a_field_is_refused_by_the_fields_name_and_reaches_no_switch(string field, object order)
    {
        var (id, call) = await _api.TalkingAsync();
        var before = Placed();
        var reply = await _api.SendAsync("POST", "/api/v1/calls", order);
        Assert.That((reply.Status, reply.Problem), Is.EqualTo((400, "invalid-request")), reply.Text);
        Assert.That(reply.ErrorOf(field), Does.Contain("line break").Or.Contain("letters, digits and _"));
        // hupall would have ended the call that is up.
        await _api.DoAsync(id, "dtmf", new { digits = "1" });
        Assert.That((Placed(), call.Ended.IsCompleted), Is.EqualTo((before, false)));
        call.HangUp();
    }

    [TestCase("transfer", """{"to":"106\n\napi hupall"}""")]
    [TestCase("transfer", """{"to":"106","context":"default\n\napi hupall"}""")]
    [TestCase("dtmf", """{"digits":"1\n\napi hupall"}""")]
    [TestCase("record", """{"action":"Start","file":"a.wav\n\napi hupall"}""")]
    [TestCase("record", """{"action":"Start","file":"../../etc/passwd"}""")]
    [TestCase("record", """{"action":"Start","file":"a.wav 1 {execute_on_answer=hangup}"}""")]
    public async Task A_command_with_more_than_its_argument_does_nothing(string command, string body)
    {
        var (id, call) = await _api.TalkingAsync();
        var reply = await _api.SendAsync("POST", $"/api/v1/calls/{id}/{command}", body);
        await _api.DoAsync(id, "dtmf", new { digits = "1" });
        Assert.That((reply.Status, call.Ended.IsCompleted, call.Outcome.Transfers.Count, call.Outcome.Recordings.Count), Is.EqualTo((400, false, 0, 0)), reply.Text);
        call.HangUp();
    }

    [Test]
    public async Task A_number_with_spaces_is_one_number_and_no_further_arguments()
    {
        var (id, call) = await _api.TalkingAsync();
        await _api.DoAsync(id, "transfer", new { to = "hangup inline default" });
        Assert.That((call.Ended.IsCompleted, call.Outcome.Transfers), Is.EqualTo((false, new[] { "hangup inline default" })));
        call.HangUp();
    }

    [TestCase("control character", "a\u0001b")]
    [TestCase("expansion", "${system(reboot)}")]
    [TestCase("block of variables", "{origination_uuid=11111111-1111-4111-8111-111111111111}")]
    [TestCase("end of a block of variables", "x}user/110 &hangup()")]
    [TestCase("separator of dial strings", "a:_:user/110")]
    public async Task A_variable_that_the_switch_would_interpret_is_refused(string what, string value)
    {
        var before = Placed();
        var reply = await _api.SendAsync("POST", "/api/v1/calls", new { from = "101", to = "102", variables = new Dictionary<string, string> { ["note"] = value } });
        Assert.That((reply.Status, Placed()), Is.EqualTo((400, before)), $"{what}: {reply.Text}");
    }

    [TestCase("O\\'Hara, \"Eve\"")]
    [TestCase("x][absolute_codec_string=evil]user/110 &hangup(CALL_REJECTED)")]
    [TestCase("a,b;c|d:e ~ 100% ' \\ end")]
    [TestCase("Жолдош 🚕 undef")]
    public async Task Quotes_commas_and_brackets_arrive_as_they_were_given(string text)
    {
        var before = Placed();
        _api.First.SetEndpoint("107", new LabEndpoint { After = null });
        var id = await _api.CallAsync(new
        {
            from = "107", to = "102", node = "lab-a", callerIdName = text, variables = new Dictionary<string, string> { ["note"] = text, ["other"] = "kept" },
        });
        await _api.SeesAsync(id, "the call is known", static _ => true);
        var dump = await DumpAsync(id);
        Assert.Multiple(() =>
        {
            Assert.That(dump.GetVariable("vc_note"), Is.EqualTo(text));
            Assert.That(dump.Get("Caller-Caller-ID-Name"), Is.EqualTo(text));
            Assert.That(dump.GetVariable("vc_other"), Is.EqualTo("kept"));
            Assert.That(dump.GetVariable("absolute_codec_string"), Is.Null);
            Assert.That(Placed(), Is.EqualTo(before + 1));
        });
        await _api.SendAsync("DELETE", $"/api/v1/calls/{id}");
        await _api.RecordAsync(id);
    }

    private long Placed() => _api.Lab.Switches.Sum(static s => s.CallsPlaced);

    /// <summary>Asks the switch itself, past everything that is under test.</summary>
    private async Task<EslEvent> DumpAsync(CallId id)
    {
        var options = new EslOptions { Host = "127.0.0.1", Port = _api.First.Endpoint.Port, Password = CallLab.Password };
        await using var connection = await EslConnection.ConnectAsync(options, TimeProvider.System);
        return EslEvent.FromPlain(Encoding.UTF8.GetBytes(await connection.ApiAsync(EslCommands.Dump(id.Value))));
    }
}
