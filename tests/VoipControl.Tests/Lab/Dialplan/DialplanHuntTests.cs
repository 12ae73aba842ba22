using System.Text.Json;
using System.Xml.Linq;
using NUnit.Framework;
using VoipControl.Lab.Dialplan;
using VoipControl.Testing;

namespace VoipControl.Tests.Lab;

internal sealed class DialplanHuntTests
{
    private static readonly Lazy<XElement> Recorded = new(static () =>
        XElement.Load(Path.Combine(Capture.Folder, "dialplan", "cases.xml"), LoadOptions.PreserveWhitespace).Element("section")!);

    private static readonly Lazy<Dictionary<string, string[]>> Routes = new(static () =>
        JsonSerializer.Deserialize<Dictionary<string, string[]>>(File.ReadAllText(Path.Combine(Capture.Folder, "dialplan", "routes.json")))!);

    public static IEnumerable<string> Cases() => Routes.Value.Keys;

    [TestCaseSource(nameof(Cases))]
    public void The_same_runs_as_the_real_switch_ran(string name)
    {
        var call = new DialplanCalls
        {
            Api = static (command, arguments) => (command, arguments) switch
            {
                ("strftime", "%Y") => "2026",
                ("module_exists", "mod_sofia") => "true",
                ("cond", "abc == abc ? yes : no") => "yes",
                ("eval", "abc") => "abc",
                _ => null,
            },
        };
        call.Fields["caller_id_name"] = "Ann Miller";

        // The preprocessor replaces global variables before a dialplan is read; that one is served as it is, and then they are read as others.
        call.Variables["sip_domain"] = "voip.example";
        foreach (var step in call.Find(Recorded.Value, name, "7123456").Steps)
            call.Run(step.Application, VariableExpansion.Expand(step.Data, call.Scope));

        Assert.That(call.Ran, Is.EqualTo(Routes.Value[name]));
    }

    [TestCase("9196", "answer()", "echo()")]
    [TestCase("7100", "bridge(sofia/internal/100@192.0.2.20:5071)")]
    [TestCase("7200", "bridge(sofia/internal/200@192.0.2.20:5072)")]
    [TestCase("7500", "set(call_timeout=3)", "bridge(sofia/internal/500@192.0.2.20:5073)")]
    [TestCase("8123", "set(RECORD_STEREO=true)", "record_session(/var/lib/freeswitch/recordings/${uuid}.wav)", "bridge(sofia/internal/123@192.0.2.20:5071)")]
    [TestCase("5486", "hangup(USER_BUSY)")]
    [TestCase("6001", "answer()", "conference(room001@default)")]
    [TestCase("9000", "answer()", "park()")]
    [TestCase("9197", "answer()", "playback({loops=-1}tone_stream://%(1000,0,440))")]
    [TestCase("1002", "bridge(user/1002@voip.example)")]
    public void The_lab_s_numbers_do_what_their_table_says(string number, params string[] steps)
    {
        var route = new DialplanCalls().Find(ConfigurationFolder.Repository().Section("dialplan")!, "public", number);

        Assert.That(route.Steps.Select(s => $"{s.Application}({s.Data})"),
            Is.EqualTo([.. new[] { "export(vc_tenant=lab)", "set(hangup_after_bridge=true)" }, .. steps]));
    }

    [Test]
    public void The_route_has_the_name_of_the_first_extension_that_added_to_it() =>
        Assert.That(new DialplanCalls().Find(ConfigurationFolder.Repository().Section("dialplan")!, "public", "9196").Extension, Is.EqualTo("tenant"));

    [Test]
    public void A_number_that_nothing_matches_has_no_extension() =>
        Assert.That(Find("<extension name=\"a\"><condition field=\"destination_number\" expression=\"^8$\"/></extension>").Extension, Is.Null);

    [Test]
    public void An_unknown_context_falls_back_to_the_global_one() =>
        Assert.That(new DialplanCalls().Find(Section("global", Sets("1")), "nosuch", "7").Steps, Has.Count.EqualTo(1));

    [Test]
    public void Without_a_context_there_is_no_route_and_a_warning() =>
        Assert.That(new DialplanCalls().Find(Section("public", Sets("1")), "nosuch", "7").Warnings, Is.EqualTo(new[] { "Context nosuch not found" }));

    [Test]
    public void Auto_hunt_begins_at_the_extension_named_as_the_number()
    {
        var call = new DialplanCalls();
        call.Variables["auto_hunt"] = "true";

        var route = call.Find(Section("public", Sets("first") + Sets("second").Replace("\"a\"", "\"7\"", StringComparison.Ordinal)), "public", "7");

        Assert.That(route.Steps, Is.EqualTo(new[] { new DialplanStep("set", "r=second") }));
    }

    [TestCase("wday=\"mon-fri\"", true)]
    [TestCase("wday=\"6\"", true)]
    [TestCase("wday=\"sat-sun\"", false)]
    [TestCase("hour=\"8-17\"", true)]
    [TestCase("hour=\"18-7\"", false)]
    [TestCase("time-of-day=\"17:30-18:00\"", true)]
    [TestCase("time-of-day=\"17:30:01-18:00\"", false)]
    [TestCase("time-of-day=\"22:00-17:30\"", true)]
    [TestCase("mon=\"11\" mday=\"20\"", true)]
    [TestCase("mon=\"11\" mday=\"21\"", false)]
    [TestCase("minute-of-day=\"1051\"", true)]
    public void A_time_condition_looks_at_the_clock(string attributes, bool matches) =>
        Assert.That(Find($"<extension name=\"a\"><condition {attributes}><action application=\"x\"/></condition></extension>").Steps,
            Has.Count.EqualTo(matches ? 1 : 0));

    [Test]
    public void A_time_condition_that_is_not_known_is_refused_by_name() =>
        Assert.That(() => Find("<extension name=\"night\"><condition week=\"1\"/></extension>"),
            Throws.InstanceOf<DialplanException>().With.Message.EqualTo("Context public, extension night: Time condition week is not supported."));

    [Test]
    public void An_endless_route_is_refused() =>
        Assert.That(() => Find("<extension name=\"a\"><condition><action application=\"x\" loop=\"2000000000\"/></condition></extension>"),
            Throws.InstanceOf<DialplanException>().With.Message.EqualTo("Context public, extension a: Action x has loop=2000000000; 1000 is the most."));

    [Test]
    public void An_expression_that_never_ends_misses_with_a_warning()
    {
        var call = new DialplanCalls();
        var section = Section("public", "<extension name=\"a\"><condition field=\"destination_number\" expression=\"^(1+)+$\"><action application=\"x\"/></condition></extension>");

        var route = call.Find(section, "public", new string('1', 40) + "x");

        Assert.That((route.Steps.Count, route.Warnings[0]), Is.EqualTo((0, "Expression ^(1+)+$ took longer than 100 ms.")));
    }

    private static DialplanRoute Find(string extensions) => new DialplanCalls().Find(Section("public", extensions), "public", "7");

    private static XElement Section(string context, string extensions) =>
        XElement.Parse($"<section name=\"dialplan\"><context name=\"{context}\">{extensions}</context></section>");

    private static string Sets(string value) =>
        $"<extension name=\"a\"><condition><action application=\"set\" data=\"r={value}\"/></condition></extension>";
}
