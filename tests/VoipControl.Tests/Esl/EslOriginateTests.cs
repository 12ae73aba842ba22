using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using VoipControl.Esl;

namespace VoipControl.Tests.Esl;

/// <summary>Originate held against the switch's own parsing: whatever is accepted arrives exactly, whatever could not is refused.</summary>
internal sealed class EslOriginateTests
{
    // Values made of the characters that mean something anywhere on the way, so that a wrong quotation shows at once.
    // Those that are refused everywhere are rare, or nearly every value would be refused and nothing tried.
    private static readonly Gen<string> s_part = Gen.Frequency(
        (20, Gen.Elements("a", "b c", "'", "\"", "\\", ",", "|", "=", ";", ":", "<", ">", "&", "$", "\\n", "\\s", "\\'", "_", " ", "é李", "@", "/", "!")),
        (2, Gen.Elements("^^", "^^:", "(", "{", "}", "[", "]", "%[", "undef")),
        (1, Gen.Elements(")", ":_:", "${x}", "\u0001", "\u0002", "\n")));

    private static readonly Gen<string> s_hostile =
        from length in Gen.Choose(0, 9) from parts in s_part.ListOf(length) select string.Concat(parts);

    private static readonly Guid s_channel = Guid.Parse("73152fdb-06ea-4313-bd2d-13ef545dfc6b");

    [Test]
    public void A_plain_originate_reads_as_one_would_write_it()
    {
        EslApi command = new EslOriginate
        {
            Legs = [new EslOriginateLeg("user/1000", Of(("leg_timeout", "20")))],
            Target = EslOriginateTarget.Extension("7500", "XML", "public"),
            Variables = Of(("vc_call", "7"), ("vc_tenant", "blue")),
            CallerName = "Dispatch",
            CallerNumber = "+99655500000",
            Timeout = TimeSpan.FromSeconds(30),
        }.Build();
        Assert.That(command.ToString(), Is.EqualTo("originate {vc_call=7,vc_tenant=blue}[leg_timeout=20]user/1000 7500 XML public Dispatch +99655500000 30"));
    }

    [Test]
    public void What_is_not_given_is_undef()
    {
        EslApi command = new EslOriginate { Legs = [new EslOriginateLeg("user/1000")], Target = EslOriginateTarget.Park() }.Build();
        Assert.That(command.ToString(), Is.EqualTo("originate user/1000 &park() undef undef undef undef 60"));
    }

    [Test]
    public void Any_value_in_braces_arrives_exactly_or_is_refused() =>
        Check(value => new EslOriginate { Legs = [new EslOriginateLeg("user/1000")], Target = EslOriginateTarget.Park(), Variables = Of(("a", "1"), ("evil", value), ("z", "2")) },
            (parsed, value) => Same(parsed.Dial.Variables, ("a", "1"), ("evil", value), ("z", "2")) && Endpoints(parsed.Dial) == "user/1000");

    [Test]
    public void Any_value_in_square_brackets_arrives_exactly_or_is_refused() =>
        Check(value => new EslOriginate
        {
            Legs = [new EslOriginateLeg("user/1000", Of(("a", "1"), ("evil", value), ("z", "2"))), new EslOriginateLeg("user/1001", Of(("evil", value)))],
            Target = EslOriginateTarget.Park(),
        },
        (parsed, value) => Same(parsed.Dial.Groups[0][0].Variables, ("a", "1"), ("evil", value), ("z", "2"))
            && Same(parsed.Dial.Groups[0][1].Variables, ("evil", value)) && Endpoints(parsed.Dial) == "user/1000,user/1001");

    [Test]
    public void Any_value_before_legs_that_are_tried_in_turn_arrives_exactly_or_is_refused() =>
        Check(value => new EslOriginate
        {
            Legs = [new EslOriginateLeg("user/1000", Of(("evil", value))), new EslOriginateLeg("user/1001", Of(("z", "2")))],
            Target = EslOriginateTarget.Park(),
            OneAfterTheOther = true,
        },
        (parsed, value) => Same(parsed.Dial.Groups[0][0].Variables, ("evil", value)) && Same(parsed.Dial.Groups[1][0].Variables, ("z", "2"))
            && Endpoints(parsed.Dial) == "user/1000|user/1001");

    [Test]
    public void Any_value_for_the_other_side_of_click_to_call_arrives_exactly_or_is_refused() =>
        Check(value => new EslOriginate
        {
            Legs = [new EslOriginateLeg("user/1000")],
            Target = EslOriginateTarget.Bridge([new EslOriginateLeg("user/1001", Of(("evil", value), ("z", "2")))], Of(("wide", value))),
        },
        (parsed, value) =>
        {
            (string name, string argument) = parsed.Application();
            SwitchParser.Dialled other = SwitchParser.ParseDial(argument);
            return name == "bridge" && Same(other.Variables, ("wide", value)) && Same(other.Groups[0][0].Variables, ("evil", value), ("z", "2")) && Endpoints(other) == "user/1001";
        });

    [Test]
    public void Any_argument_of_an_application_arrives_exactly_or_is_refused() =>
        Check(value => new EslOriginate { Legs = [new EslOriginateLeg("user/1000")], Target = EslOriginateTarget.Application("playback", value) },
            (parsed, value) => parsed.Application() == ("playback", value));

    [Test]
    public void Any_caller_arrives_exactly_or_is_refused() =>
        Check(value => new EslOriginate { Legs = [new EslOriginateLeg("user/1000")], Target = EslOriginateTarget.Extension("7500"), CallerName = value, CallerNumber = value },
            (parsed, value) => (parsed.CallerName ?? "", parsed.CallerNumber ?? "", parsed.Extension, parsed.Timeout) == (value, value, "7500", "60"));

    [Test]
    public void Any_extension_arrives_exactly_or_is_refused() =>
        Check(value => new EslOriginate { Legs = [new EslOriginateLeg("user/1000")], Target = EslOriginateTarget.Extension(value) },
            (parsed, value) => (parsed.Extension, parsed.Dialplan, parsed.Context) == (value, "XML", "default"));

    [Test]
    public void Any_endpoint_is_one_endpoint_or_is_refused() =>
        Check(value => new EslOriginate { Legs = [new EslOriginateLeg("user/" + value, Of(("z", "2")))], Target = EslOriginateTarget.Park() },
            (parsed, value) => Endpoints(parsed.Dial) == "user/" + value && Same(parsed.Dial.Groups[0][0].Variables, ("z", "2")));

    [Test]
    public void Any_inline_application_arrives_exactly_or_is_refused()
    {
        Prop.ForAll(Arb.From(s_hostile), value =>
        {
            string? line = Built(() => EslCommands.TransferInline(s_channel, EslLegs.Both, ("set", value), ("park", "")));
            if (line is null)
                return true;
            List<string> words = SwitchParser.Separate(line, ' ', 5);
            List<(string, string)> applications = SwitchParser.ParseInline(words[2]);
            return words is [_, "-both", _, "inline"] && applications.SequenceEqual([("set", value), ("park", "")]);
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void Ordinary_names_are_carried_and_not_refused()
    {
        string[] names = ["O'Brien", "Müller, Jürg", "a|b", "50% off", "\"quoted\"", "back\\slash", "two  spaces", "it's 'so'", "x=y;z", "#1 & co", "trailing\\", "'"];
        var variables = names.Select((n, i) => (Name: $"v{i}", Value: n)).ToArray();
        SwitchParser.Originate parsed = SwitchParser.ParseOriginate(new EslOriginate
        {
            Legs = [new EslOriginateLeg("user/1000", Of(variables))],
            Target = EslOriginateTarget.Park(),
            Variables = Of(variables),
        }.Build().Arguments);
        Assert.That(Same(parsed.Dial.Variables, variables) && Same(parsed.Dial.Groups[0][0].Variables, variables), Is.True);
    }

    [TestCase("a}b", "variable evil: must not contain")]
    [TestCase("a{b", "variable evil: must not contain")]
    [TestCase("${lua(x)}", "variable evil: contains ${")]
    [TestCase("$\\{x}", "variable evil: contains ${")]
    [TestCase("a\nb", "variable evil: contains a line feed at position 1")]
    [TestCase("a\u0001b", "variable evil: contains control character 1")]
    [TestCase("a:_:b", "variable evil: must not contain ':_:'")]
    [TestCase("origination_nested_vars=true", "origination_nested_vars")]
    [TestCase("unload mod_event_socket", "unloads its event socket")]
    public void What_is_refused_is_named(string value, string problem)
    {
        var originate = new EslOriginate { Legs = [new EslOriginateLeg("user/1000")], Target = EslOriginateTarget.Park(), Variables = Of(("evil", value)) };
        Assert.That(() => originate.Build(), Throws.InstanceOf<EslArgumentException>().With.Message.Contains(problem));
    }

    [Test]
    public void An_apostrophe_for_the_other_side_of_click_to_call_is_refused_because_the_switch_would_drop_the_bridge()
    {
        Assert.That(
            () => EslOriginateTarget.Bridge([new EslOriginateLeg("user/1001")], Of(("name", "O'Brien"))),
            Throws.InstanceOf<EslArgumentException>().With.Message.Contains("apostrophe"));
    }

    [TestCase("a b")]
    [TestCase("a=1,b")]
    [TestCase("")]
    [TestCase("-a")]
    public void A_variable_name_is_a_name(string name)
    {
        var originate = new EslOriginate { Legs = [new EslOriginateLeg("user/1000")], Target = EslOriginateTarget.Park(), Variables = Of((name, "1")) };
        Assert.That(() => originate.Build(), Throws.InstanceOf<EslArgumentException>().With.Message.StartsWith("variable name"));
    }

    [TestCase("user/1000 &park()")]
    [TestCase("user/1000,user/1001")]
    [TestCase("user/1000|user/1001")]
    [TestCase("{a=1}user/1000")]
    [TestCase("user/[a=1]1000")]
    [TestCase("user/1000'")]
    [TestCase("user/${x}")]
    [TestCase("user")]
    [TestCase("/1000")]
    [TestCase("user/1:_:user/2")]
    public void An_endpoint_is_one_endpoint(string endpoint)
    {
        Assert.That(() => new EslOriginateLeg(endpoint), Throws.InstanceOf<EslArgumentException>().With.Message.StartsWith("endpoint"));
    }

    private static void Check(Func<string, EslOriginate> make, Func<SwitchParser.Originate, string, bool> arrived)
    {
        int carried = 0;
        Prop.ForAll(Arb.From(s_hostile), value =>
        {
            string? arguments = Built(() => make(value).Build());
            carried += arguments is null ? 0 : 1;
            return arguments is null || arrived(SwitchParser.ParseOriginate(arguments), value);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
        Assert.That(carried, Is.GreaterThan(50), "values that were carried");
    }

    private static string? Built(Func<EslApi> build)
    {
        try
        {
            return build().Arguments;
        }
        catch (EslArgumentException)
        {
            return null;
        }
    }

    private static Dictionary<string, string> Of(params (string Name, string Value)[] variables) => variables.ToDictionary(v => v.Name, v => v.Value);

    // A variable without a value is no variable, to FreeSWITCH and to us.
    private static bool Same(Dictionary<string, string> parsed, params (string Name, string Value)[] expected) =>
        parsed.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => (p.Key, p.Value))
            .SequenceEqual(expected.Where(e => e.Value.Length > 0).OrderBy(e => e.Name, StringComparer.Ordinal));

    private static string Endpoints(SwitchParser.Dialled dial) => string.Join('|', dial.Groups.Select(g => string.Join(',', g.Select(l => l.Endpoint))));
}
