using Microsoft.Extensions.Configuration;
using NUnit.Framework;
using VoipControl.Core.Trunks;
using VoipControl.Pbx.Sip;

namespace VoipControl.Tests.Pbx;

public sealed class SipSettingsTests
{
    private static SipOptions Good() => new()
    {
        Nodes = { new TargetOptions { Name = "fsa", Uri = "sip:10.0.0.11:5060" } },
        VirtualAddress = { Uri = "sip:10.0.0.10", Canary = new CanaryOptions { To = "9196", FarHertz = 1310 } },
        Trunks =
        {
            new TrunkOptions { Name = "carrier", Uri = "sip:trunk.example.net", Canary = new CanaryOptions { To = "+49301234567", Mode = CanaryMode.Loop, Daily = { "06:30", "18:00" } } },
            new TrunkOptions { Name = "gsm", Kind = TargetKind.Gateway, Uri = "sip:10.0.0.50;transport=tcp", Tenant = "acme" },
        },
    };

    [Test]
    public void Good_settings_have_no_fault() => Assert.That(Good().Faults(), Is.Empty);

    [Test]
    public void Nothing_need_be_set() => Assert.That((new SipOptions().Faults().Count(), new SipOptions().Targets().Count()), Is.EqualTo((0, 0)));

    private static IEnumerable<TestCaseData<Action<SipOptions>, string>> WrongSettings()
    {
        var count = 0;
        TestCaseData<Action<SipOptions>, string> Case(Action<SipOptions> change, string key) => new(change, key) { TestName = $"A_wrong_setting_is_named_by_its_key({key}, {++count})" };
        yield return Case(static o => o.Observer = "a b", "Sip:Observer");
        yield return Case(static o => o.ListenAddress = "localhost", "Sip:ListenAddress");
        yield return Case(static o => o.AdvertisedAddress = "example.net", "Sip:AdvertisedAddress");
        yield return Case(static o => o.Trunks[0].Canary!.To = "sip:1@a;transport=tcp", "Sip:Trunks:0:Canary:To");
        yield return Case(static o => o.Trunks[0].Canary!.FarHertz = 1300, "Sip: the canaries' frequencies 1300 and 1310");
        yield return Case(static o => o.Nodes[0].Uri = "sip:[", "Sip:Nodes:0:Uri");
        yield return Case(static o => o.Port = 70_000, "Sip:Port");
        yield return Case(static o => o.RtpPortFrom = -1, "Sip:RtpPortFrom");
        yield return Case(static o => (o.RtpPortFrom, o.RtpPortTo) = (20_000, 20_001), "Sip:RtpPortTo");
        yield return Case(static o => o.RtpPortTo = 20_001, "Sip:RtpPortTo");
        yield return Case(static o => o.Secret = "short", "Sip:Secret");
        yield return Case(static o => o.AlarmAfter = 0, "Sip:AlarmAfter");
        yield return Case(static o => o.ClearAfter = 101, "Sip:ClearAfter");
        yield return Case(static o => o.RetentionDays = 0, "Sip:RetentionDays");
        yield return Case(static o => o.HistoryLimit = 1, "Sip:HistoryLimit");
        yield return Case(static o => o.VirtualAddress = null!, "Sip:VirtualAddress");
        yield return Case(static o => o.Nodes[0].Name = "", "Sip:Nodes:0:Name");
        yield return Case(static o => o.Nodes[0].Uri = "10.0.0.1", "Sip:Nodes:0:Uri");
        yield return Case(static o => o.Nodes[0].Uri = "sip:a\r\nb", "Sip:Nodes:0:Uri");
        yield return Case(static o => o.Nodes[0].Uri = "sip:" + new string('a', 252), "Sip:Nodes:0:Uri");
        yield return Case(static o => o.Trunks[1].Name = "fsa", "Sip:Trunks:1:Name");
        yield return Case(static o => o.Trunks[1].Kind = TargetKind.Node, "Sip:Trunks:1:Kind");
        yield return Case(static o => o.Trunks[1].Tenant = "a\nb", "Sip:Trunks:1:Tenant");
        yield return Case(static o => o.Trunks[1].Qualify.IntervalSeconds = 0, "Sip:Trunks:1:Qualify:IntervalSeconds");
        yield return Case(static o => o.Trunks[1].Qualify.TimeoutMilliseconds = 10, "Sip:Trunks:1:Qualify:TimeoutMilliseconds");
        yield return Case(static o => o.Trunks[1].Qualify.TimeoutMilliseconds = 10_001, "Sip:Trunks:1:Qualify:TimeoutMilliseconds");
        yield return Case(static o => o.Trunks[1].Qualify.UpAfter = 0, "Sip:Trunks:1:Qualify:UpAfter");
        yield return Case(static o => o.Trunks[1].Qualify.DownAfter = 0, "Sip:Trunks:1:Qualify:DownAfter");
        yield return Case(static o => o.Trunks[1].Qualify.Window = 0, "Sip:Trunks:1:Qualify:Window");
        yield return Case(static o => o.Trunks[1].Qualify.OutOfService = "503,busy", "Sip:Trunks:1:Qualify:OutOfService");
        yield return Case(static o => o.Trunks[1].Qualify.OutOfService = "180", "Sip:Trunks:1:Qualify:OutOfService");
        yield return Case(static o => o.Trunks[1].Qualify.DampAfter = 0.5, "Sip:Trunks:1:Qualify:DampAfter");
        yield return Case(static o => o.Trunks[1].Qualify.DampHalfLifeSeconds = 0, "Sip:Trunks:1:Qualify:DampHalfLifeSeconds");
        yield return Case(static o => o.Trunks[1].Qualify.DampMaxSeconds = 60, "Sip:Trunks:1:Qualify:DampMaxSeconds");
        yield return Case(static o => o.Trunks[0].Canary!.To = "", "Sip:Trunks:0:Canary:To");
        yield return Case(static o => o.Trunks[0].Canary!.To = "1 2", "Sip:Trunks:0:Canary:To");
        yield return Case(static o => o.Trunks[0].Canary!.IntervalMinutes = 0, "Sip:Trunks:0:Canary:IntervalMinutes");
        yield return Case(static o => o.Trunks[0].Canary!.Daily[1] = "25:00", "Sip:Trunks:0:Canary:Daily");
        yield return Case(static o => o.Trunks[0].Canary!.SendHertz = 50, "Sip:Trunks:0:Canary:SendHertz");
        yield return Case(static o => o.Trunks[0].Canary!.FarHertz = 1060, "Sip:Trunks:0:Canary:FarHertz");
        yield return Case(static o => o.Trunks[0].Canary!.HoldSeconds = 0, "Sip:Trunks:0:Canary:HoldSeconds");
        yield return Case(static o => o.Trunks[0].Canary!.AnswerSeconds = 181, "Sip:Trunks:0:Canary:AnswerSeconds");
        yield return Case(static o => o.Trunks[0].Canary!.SetUpLimitMilliseconds = 0, "Sip:Trunks:0:Canary:SetUpLimitMilliseconds");
        yield return Case(static o => o.Trunks[0].Canary!.ExpectedStatus = 200, "Sip:Trunks:0:Canary:ExpectedStatus");
        yield return Case(static o => o.Trunks[0].Canary!.From = "a@b", "Sip:Trunks:0:Canary:From");
        yield return Case(static o => o.Trunks[0].Canary!.Username = "a\rb", "Sip:Trunks:0:Canary:Username");
        yield return Case(static o => o.Trunks[0].Canary!.Password = "a\rb", "Sip:Trunks:0:Canary:Password");
    }

    [TestCaseSource(nameof(WrongSettings))]
    public void A_wrong_setting_is_named_by_its_key(Action<SipOptions> change, string key)
    {
        var options = Good();
        change(options);
        Assert.That(options.Faults().Single(), Does.StartWith(key + " "));
    }

    [Test]
    public void A_fault_shows_no_secret()
    {
        var options = Good();
        (options.Secret, options.Trunks[0].Canary!.Password) = ("hush", "hush\n");
        Assert.That(string.Concat(options.Faults()), Does.Not.Contain("hush"));
    }

    [Test]
    public void A_canary_call_is_printed_without_its_password() =>
        Assert.That(new CanaryCall(SipTarget.Of(Good())[0], new CanaryPlan { To = "sip:1@a", Mode = CanaryMode.Echo }, "canary", "user", "hush", "mark").ToString(), Does.Not.Contain("hush"));

    [TestCase("9196", "sip:trunk:5080;transport=tcp", "sip:9196@trunk:5080;transport=tcp")]
    [TestCase("9196", "sip:old@trunk", "sip:9196@trunk")]
    [TestCase("sip:echo@far", "sip:trunk", "sip:echo@far")]
    public void A_number_is_called_at_the_target(string to, string target, string expected) =>
        Assert.That(new CanaryOptions { To = to }.Plan(target).To, Is.EqualTo(expected));

    [Test]
    public void Settings_are_read_from_a_file_in_any_order_of_their_kinds()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Trunks:0:Name"] = "gsm",
            ["Trunks:0:Kind"] = "gateway",
            ["Trunks:0:Uri"] = "sip:10.0.0.50",
            ["Trunks:0:Qualify:OutOfService"] = "503,480",
            ["Trunks:0:Canary:To"] = "100",
            ["Trunks:0:Canary:Mode"] = "tone",
            ["Trunks:0:Canary:Daily:0"] = "06:30",
            ["VirtualAddress:Uri"] = "sip:10.0.0.10",
        }).Build();
        var targets = SipTarget.Of(settings.Get<SipOptions>()!);
        Assert.That(targets.Select(static t => (t.Name, t.Kind, t.Canary?.Mode)), Is.EqualTo(new[] { ("virtual-address", TargetKind.Address, (CanaryMode?)null), ("gsm", TargetKind.Gateway, CanaryMode.Tone) }));
    }
}
