using System.Text;
using System.Text.Json.Nodes;
using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Pbx.Nodes;
using VoipControl.Testing;

namespace VoipControl.Tests.Pbx;

public sealed class CdrFileTests
{
    private static readonly string[] Files = [.. Directory.EnumerateFiles(Path.Combine(Capture.Folder, "cdr"), "*.cdr.json").Order(StringComparer.Ordinal)];

    private static string Whole => Files[0];

    [TestCaseSource(nameof(Files))]
    public void A_captured_file_is_a_report_of_its_leg(string file)
    {
        var fact = CdrFile.Read(File.ReadAllBytes(file), "fsa")[^1];
        Assert.That((fact.Kind, fact.HangUp?.Cause.Length > 0, fact.Details!.CreatedAt <= fact.At), Is.EqualTo((FactKind.Reported, true, true)));
    }

    [TestCase("uuid", "variables.uuid")]
    [TestCase("hangup_cause", "variables.hangup_cause")]
    [TestCase("end_uepoch", "variables.end_uepoch")]
    public void A_missing_variable_is_named(string variable, string named) =>
        Assert.That(FaultOf(root => root["variables"]!.AsObject().Remove(variable)), Does.Contain(named));

    [TestCase("uuid", "call-17", "('call-17')")]
    [TestCase("hangup_cause", "", "variables.hangup_cause")]
    [TestCase("end_uepoch", "", "variables.end_uepoch")]
    [TestCase("end_uepoch", "soon", "variables.end_uepoch")]
    [TestCase("end_uepoch", "0", "variables.end_uepoch")]
    [TestCase("end_uepoch", "-1", "variables.end_uepoch")]
    [TestCase("end_uepoch", "99999999999999999999", "variables.end_uepoch")]
    [TestCase("end_uepoch", "9223372036854775807", "variables.end_uepoch")]
    public void A_garbled_variable_is_named(string variable, string value, string named) =>
        Assert.That(FaultOf(root => root["variables"]![variable] = value), Does.Contain(named));

    [TestCase("uuid", "variables.uuid")]
    [TestCase("hangup_cause", "variables.hangup_cause")]
    [TestCase("end_uepoch", "variables.end_uepoch")]
    public void A_variable_that_is_no_text_is_named(string variable, string named) =>
        Assert.That(FaultOf(root => root["variables"]![variable] = 17), Does.Contain(named));

    [Test]
    public void A_missing_core_is_named() => Assert.That(FaultOf(static root => root.AsObject().Remove("core-uuid")), Does.Contain("core-uuid"));

    [Test]
    public void Missing_variables_are_named() => Assert.That(FaultOf(static root => root.AsObject().Remove("variables")), Does.Contain("'variables'"));

    [Test]
    public void Variables_that_are_a_list_are_named() => Assert.That(FaultOf(static root => root["variables"] = new JsonArray()), Does.Contain("'variables'"));

    [TestCase("callflow", "\"x\"")]
    [TestCase("callflow", "[1,null,{\"caller_profile\":7},[]]")]
    [TestCase("callflow", "null")]
    public void A_callflow_of_any_shape_costs_only_the_numbers(string name, string json)
    {
        var fact = Read(root => root[name] = JsonNode.Parse(json));
        Assert.That((fact.Details!.Caller.Number, fact.Details.Callee.Number), Is.EqualTo(("", "")));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("17")]
    [TestCase("{\"variables\":{}} x")]
    [TestCase("\u0000\u0001\u0002")]
    public void What_is_no_record_is_refused_with_a_reason(string text) =>
        Assert.That(() => CdrFile.Read(Encoding.UTF8.GetBytes(text), "fsa"), Throws.TypeOf<FormatException>());

    [Test]
    public void A_file_cut_at_any_length_is_refused_and_nothing_else_happens()
    {
        var bytes = File.ReadAllBytes(Whole);
        var whole = new ReadOnlySpan<byte>(bytes).TrimEnd("\r\n \0"u8).Length;
        for (var length = 0; length < whole; length += length < 200 || length > whole - 50 ? 1 : 97)
            Assert.That(() => CdrFile.Read(bytes.AsMemory(0, length), "fsa"), Throws.TypeOf<FormatException>(), $"cut after {length} bytes");
    }

    [Test]
    public void Invalid_utf8_is_refused_with_a_reason_or_read()
    {
        var bytes = File.ReadAllBytes(Whole);
        for (var at = 0; at < bytes.Length; at += 61)
        {
            var bent = (byte[])bytes.Clone();
            bent[at] = 0xff;
            try
            {
                CdrFile.Read(bent, "fsa");
            }
            catch (FormatException e)
            {
                Assert.That(e.Message, Is.Not.Empty);
            }
        }
    }

    [Test]
    public void A_text_of_any_length_is_cut_to_what_a_fact_may_carry()
    {
        var fact = Read(static root =>
        {
            root["variables"]!["sip_call_id"] = new string('c', 100_000);
            root["callflow"]!.AsArray()[^1]!["caller_profile"]!["caller_id_name"] = new string('n', 100_000);
        });
        Assert.That((fact.Details!.SipCallId!.Length, fact.Details.Caller.Name!.Length), Is.EqualTo((1024, 1024)));
    }

    [Test]
    public void A_recordings_length_that_no_recording_has_is_left_out()
    {
        var facts = ReadAll(static root => Record(root, "9223372036854775807", "/var/one.wav"));
        Assert.That(facts.Select(static f => (f.Kind, f.RecordingLength)), Is.EqualTo(new (FactKind, TimeSpan?)[]
        {
            (FactKind.RecordingStarted, null), (FactKind.RecordingStopped, null), (FactKind.Reported, null),
        }));
    }

    [Test]
    public void A_recordings_path_longer_than_any_path_is_left_out() =>
        Assert.That(ReadAll(static root => Record(root, "1000", "/" + new string('x', 5000))).Select(static f => f.Kind), Is.EqualTo(new[] { FactKind.Reported }));

    [Test]
    public void Two_recordings_that_began_in_the_same_moment_are_two_facts() =>
        Assert.That(ReadAll(static root => Record(root, "1000", "/var/one.wav", "/var/two.wav")).Select(static f => (f.Kind, f.Order)), Is.Unique);

    private static void Record(JsonNode root, string milliseconds, params string[] files)
    {
        root["variables"]!["record_ms"] = milliseconds;
        root["app_log"] = new JsonObject
        {
            ["applications"] = new JsonArray([.. files.Select(static f => new JsonObject
            {
                ["app_name"] = "record_session", ["app_data"] = f, ["app_stamp"] = "1763625600000000",
            })]),
        };
    }

    private static LegFact Read(Action<JsonNode> change) => ReadAll(change)[^1];

    private static IReadOnlyList<LegFact> ReadAll(Action<JsonNode> change)
    {
        var root = JsonNode.Parse(File.ReadAllText(Whole))!;
        change(root);
        return CdrFile.Read(Encoding.UTF8.GetBytes(root.ToJsonString()), "fsa");
    }

    private static string FaultOf(Action<JsonNode> change) => Assert.Throws<FormatException>(() => Read(change))!.Message;
}
