using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using VoipControl.Esl;

namespace VoipControl.Tests.Esl;

internal sealed class EslCommandsTests
{
    private static readonly Guid s_channel = Guid.Parse("73152fdb-06ea-4313-bd2d-13ef545dfc6b");
    private static readonly Guid s_other = Guid.Parse("a2a31031-4d08-4435-9846-1f5a8a34b396");
    private static readonly string[] s_answer = ["CHANNEL_ANSWER"];

    public static IEnumerable<TestCaseData> Commands()
    {
        const string A = "73152fdb-06ea-4313-bd2d-13ef545dfc6b";
        const string B = "a2a31031-4d08-4435-9846-1f5a8a34b396";
        yield return new(EslCommands.Kill(s_channel, "CALL_REJECTED"), $"uuid_kill {A} CALL_REJECTED");
        yield return new(EslCommands.Transfer(s_channel, "9000", context: "public"), $"uuid_transfer {A} 9000 XML public");
        yield return new(EslCommands.Transfer(s_channel, "9000", legs: EslLegs.Other), $"uuid_transfer {A} -bleg 9000 XML default");
        yield return new(EslCommands.Transfer(s_channel, "9000", legs: EslLegs.Both), $"uuid_transfer {A} -both 9000 XML default");
        yield return new(EslCommands.TransferInline(s_channel, EslLegs.This, ("set", "a=1"), ("park", "")), $"uuid_transfer {A} set:a=1,park inline");
        yield return new(EslCommands.Bridge(s_channel, s_other), $"uuid_bridge {A} {B}");
        yield return new(EslCommands.Hold(s_channel, EslHold.On), $"uuid_hold {A}");
        yield return new(EslCommands.Hold(s_channel, EslHold.Off), $"uuid_hold off {A}");
        yield return new(EslCommands.Hold(s_channel, EslHold.Toggle), $"uuid_hold toggle {A}");
        yield return new(EslCommands.Park(s_channel), $"uuid_park {A}");
        yield return new(EslCommands.Broadcast(s_channel, "/sounds/two words.wav", EslLegs.Both), $"uuid_broadcast {A} /sounds/two\\swords.wav both");
        yield return new(EslCommands.BroadcastApplication(s_channel, "playback", "tone_stream://%(100,0,440)"), $"uuid_broadcast {A} playback::tone_stream://%(100,0,440) aleg");
        yield return new(EslCommands.RecordStart(s_channel, "/rec/a.wav"), $"uuid_record {A} start /rec/a.wav 0");
        yield return new(EslCommands.RecordStart(s_channel, "/rec/a.wav", TimeSpan.FromMinutes(1)), $"uuid_record {A} start /rec/a.wav 60");
        yield return new(EslCommands.RecordStop(s_channel, "/rec/a.wav"), $"uuid_record {A} stop /rec/a.wav");
        yield return new(EslCommands.RecordMask(s_channel, "/rec/a.wav"), $"uuid_record {A} mask /rec/a.wav");
        yield return new(EslCommands.RecordUnmask(s_channel, "/rec/a.wav"), $"uuid_record {A} unmask /rec/a.wav");
        yield return new(EslCommands.SetVar(s_channel, "vc_order", "two words"), $"uuid_setvar {A} vc_order two\\swords");
        yield return new(EslCommands.SetVar(s_channel, "vc_order", ""), $"uuid_setvar {A} vc_order");
        yield return new(EslCommands.SetVars(s_channel, new Dictionary<string, string> { ["a"] = "1;2", ["b"] = "" }), $"uuid_setvar_multi {A} a=1\\;2;b=");
        yield return new(EslCommands.GetVar(s_channel, "vc_order"), $"uuid_getvar {A} vc_order");
        yield return new(EslCommands.SendDtmf(s_channel, "12#"), $"uuid_send_dtmf {A} 12#");
        yield return new(EslCommands.SendDtmf(s_channel, "12#", 200), $"uuid_send_dtmf {A} 12#@200");
        yield return new(EslCommands.Exists(s_channel), $"uuid_exists {A}");
        yield return new(EslCommands.Dump(s_channel), $"uuid_dump {A} txt");
        yield return new(EslCommands.Dump(s_channel, json: true), $"uuid_dump {A} json");
        yield return new(EslCommands.BugList(s_channel), $"uuid_buglist {A}");
        yield return new(EslCommands.ShowChannels(), "show channels as json");
        yield return new(EslCommands.ShowCalls(), "show calls as json");
        yield return new(EslCommands.ShowRegistrations(), "show registrations as json");
        yield return new(EslCommands.SofiaProfileStatus("internal"), "sofia status profile internal");
        yield return new(EslCommands.SofiaGatewayStatus("gsm1"), "sofia status gateway gsm1");
        yield return new(EslCommands.SofiaKillGateway("internal", "gsm1"), "sofia profile internal killgw gsm1");
        yield return new(EslCommands.SofiaRescan("internal"), "sofia profile internal rescan");
        yield return new(EslCommands.SofiaRecover(), "sofia recover");
        yield return new(EslCommands.Pause(), "fsctl pause");
        yield return new(EslCommands.ShutdownWhenEmpty(), "fsctl shutdown elegant");
        yield return new(EslCommands.Lua("export.lua", "a b", "c"), "lua export.lua a\\sb c");
        yield return new(EslCommands.GlobalGetVar("domain"), "global_getvar domain");
    }

    [TestCaseSource(nameof(Commands))]
    public void A_command_is_written_as_the_switch_reads_it(EslApi command, string line)
    {
        Assert.That(command.ToString(), Is.EqualTo(line));
    }

    public static IEnumerable<TestCaseData> Refused()
    {
        yield return new((Action)(() => EslCommands.Kill(s_channel, "BECAUSE")), "cause");
        yield return new((Action)(() => EslCommands.Kill(Guid.Empty)), "channel");
        yield return new((Action)(() => EslCommands.Transfer(s_channel, "-both")), "extension");
        yield return new((Action)(() => EslCommands.Transfer(s_channel, "")), "extension");
        yield return new((Action)(() => EslCommands.Transfer(s_channel, "^^x1")), "extension");
        yield return new((Action)(() => EslCommands.Transfer(s_channel, "1", context: "a b")), "context");
        yield return new((Action)(() => EslCommands.TransferInline(s_channel, EslLegs.This)), "applications");
        yield return new((Action)(() => EslCommands.TransferInline(s_channel, EslLegs.This, ("m", "x:"))), "application");
        yield return new((Action)(() => EslCommands.Broadcast(s_channel, "system::reboot")), "path");
        yield return new((Action)(() => EslCommands.RecordStart(s_channel, "{a=1}/rec/a.wav")), "path");
        yield return new((Action)(() => EslCommands.RecordStart(s_channel, "/a", TimeSpan.FromDays(2))), "limit");
        yield return new((Action)(() => EslCommands.SetVar(s_channel, "a b", "1")), "variable name");
        yield return new((Action)(() => EslCommands.SetVar(s_channel, "a", "${x}")), "variable a");
        yield return new((Action)(() => EslCommands.SetVars(s_channel, new Dictionary<string, string>())), "variables");
        yield return new((Action)(() => EslCommands.SendDtmf(s_channel, "12@")), "digits");
        yield return new((Action)(() => EslCommands.SendDtmf(s_channel, "")), "digits");
        yield return new((Action)(() => EslCommands.SendDtmf(s_channel, "1", 9000)), "milliseconds");
        yield return new((Action)(() => EslCommands.SofiaKillGateway("internal", "gsm1 _all_")), "gateway");
        yield return new((Action)(() => EslCommands.Lua("~os.exit()")), "script");
        yield return new((Action)(() => EslCommands.Lua("a.lua", "x\\'; os.exit() --")), "lua argument");
        yield return new((Action)(() => EslCommand.Subscribe([])), "event names");
        yield return new((Action)(() => EslCommand.Subscribe(s_answer, ["a b"])), "subclass");
        yield return new((Action)(() => EslCommand.Filter("delete", "x")), "header");
        yield return new((Action)(() => EslCommand.SendEvent("PRESENCE_IN", [new("a", "b\nc: d")])), "a");
        yield return new((Action)(() => _ = new EslApi("status\n\napi fsctl shutdown")), "command name");
        yield return new((Action)(() => _ = new EslApi("status", "\n\napi fsctl shutdown")), "arguments");
        yield return new((Action)(() => _ = new EslApi("status", new string('x', 70_000))), "arguments");
        yield return new((Action)(() => _ = new EslApi("echo", "please RELOAD my mod_Event_Socket")), "command");
        yield return new((Action)(() => EslText.CheckLine("name", "\ud800x")), "name");
        yield return new((Action)(() => EslText.CheckLine("name", null)), "name");
        yield return new((Action)(() => EslText.CheckLine("name", "12345", 4)), "name");
    }

    [TestCaseSource(nameof(Refused))]
    public void What_cannot_be_carried_is_refused_by_name(Action build, string argument)
    {
        Assert.That(build, Throws.InstanceOf<EslArgumentException>().With.Property(nameof(EslArgumentException.Argument)).EqualTo(argument));
    }

    [Test]
    public void Any_value_of_a_variable_that_is_set_arrives_exactly_or_is_refused()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyString>(), text =>
        {
            try
            {
                List<string> words = SwitchParser.Separate(EslCommands.SetVar(s_channel, "a", text.Get).Arguments, ' ', 3);
                return words.Count == 3 && words[2] == text.Get;
            }
            catch (EslArgumentException)
            {
                return true;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Test]
    public void Any_values_of_variables_that_are_set_together_arrive_exactly_or_are_refused()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            try
            {
                string arguments = EslCommands.SetVars(s_channel, new Dictionary<string, string> { ["a"] = text.Get, ["b"] = "2" }).Arguments;
                return SwitchParser.Separate(arguments[(arguments.IndexOf(' ', StringComparison.Ordinal) + 1)..], ';', 64).SequenceEqual(["a=" + text.Get, "b=2"]);
            }
            catch (EslArgumentException)
            {
                return true;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Test]
    public void A_refusal_does_not_repeat_what_it_refused()
    {
        Assert.That(() => EslText.CheckValue("secret", "hunter2\n"), Throws.InstanceOf<EslArgumentException>().With.Message.Not.Contains("hunter2"));
    }
}
