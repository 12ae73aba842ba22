using NUnit.Framework;
using VoipControl.Pbx;

namespace VoipControl.Tests.Pbx;

public sealed class SettingsFaultsTests
{
    private static PbxOptions Good() => new() { Url = "http://10.0.0.11:8080", Secret = "0123456789abcdef", Nodes = { new NodeOptions { Name = "fsa", Password = "secret" } } };

    [Test]
    public void Good_settings_have_no_fault() => Assert.That(Good().Faults(), Is.Empty);

    private static IEnumerable<TestCaseData<Action<PbxOptions>, string>> WrongSettings()
    {
        static TestCaseData<Action<PbxOptions>, string> Case(Action<PbxOptions> change, string key) => new(change, key) { TestName = $"A_wrong_setting_is_named_by_its_key({key}, {Counted()})" };
        yield return Case(static o => o.Url = "", "Pbx:Url");
        yield return Case(static o => o.Url = "ftp://x", "Pbx:Url");
        yield return Case(static o => o.Url = "http://" + new string('x', 300), "Pbx:Url");
        yield return Case(static o => o.Url = null!, "Pbx:Url");
        yield return Case(static o => o.Secret = "short", "Pbx:Secret");
        yield return Case(static o => o.Secret = null!, "Pbx:Secret");
        yield return Case(static o => o.Nodes.Clear(), "Pbx:Nodes");
        yield return Case(static o => o.DeadAfterSeconds = 0, "Pbx:DeadAfterSeconds");
        yield return Case(static o => o.GoneGraceSeconds = -1, "Pbx:GoneGraceSeconds");
        yield return Case(static o => o.CompareSeconds = 0, "Pbx:CompareSeconds");
        yield return Case(static o => o.HeartbeatTimeoutSeconds = 601, "Pbx:HeartbeatTimeoutSeconds");
        yield return Case(static o => o.PingTimeoutSeconds = 0, "Pbx:PingTimeoutSeconds");
        yield return Case(static o => o.MaxReconnectSeconds = int.MaxValue, "Pbx:MaxReconnectSeconds");
        yield return Case(static o => o.Nodes[0].Name = "", "Pbx:Nodes:0:Name");
        yield return Case(static o => o.Nodes[0].Name = "a b", "Pbx:Nodes:0:Name");
        yield return Case(static o => o.Nodes[0].Name = null!, "Pbx:Nodes:0:Name");
        yield return Case(static o => o.Nodes.Add(new NodeOptions { Name = "fsa", Password = "secret" }), "Pbx:Nodes:1:Name");
        yield return Case(static o => o.Nodes[0].Host = " ", "Pbx:Nodes:0:Host");
        yield return Case(static o => o.Nodes[0].Host = null!, "Pbx:Nodes:0:Host");
        yield return Case(static o => o.Nodes[0].Port = 0, "Pbx:Nodes:0:Port");
        yield return Case(static o => o.Nodes[0].Port = 65536, "Pbx:Nodes:0:Port");
        yield return Case(static o => o.Nodes[0].Password = "", "Pbx:Nodes:0:Password");
        yield return Case(static o => o.Nodes[0].Password = null!, "Pbx:Nodes:0:Password");
        yield return Case(static o => o.Nodes[0].Password = "two\nlines", "Pbx:Nodes:0:Password");
        yield return Case(static o => o.Nodes[0].Password = new string('p', 257), "Pbx:Nodes:0:Password");
        yield return Case(static o => o.Nodes[0].CdrDirectory = "relative/folder", "Pbx:Nodes:0:CdrDirectory");
    }

    private static int s_count;

    private static int Counted() => ++s_count;

    [TestCaseSource(nameof(WrongSettings))]
    public void A_wrong_setting_is_named_by_its_key(Action<PbxOptions> change, string key)
    {
        var options = Good();
        change(options);
        Assert.That(options.Faults().Single(), Does.StartWith(key + " "));
    }

    [Test]
    public void A_fault_shows_no_secret() =>
        Assert.That(string.Concat(new PbxOptions { Secret = "hush", Nodes = { new NodeOptions { Password = "hush\n" } } }.Faults()), Does.Not.Contain("hush"));

    [TestCase("", 2, 64, "Journal:Directory")]
    [TestCase("relative", 2, 64, "Journal:Directory")]
    [TestCase("/j", -1, 64, "Journal:CommitMilliseconds")]
    [TestCase("/j", 1001, 64, "Journal:CommitMilliseconds")]
    [TestCase("/j", 2, 0, "Journal:SegmentMegabytes")]
    [TestCase("/j", 2, 1025, "Journal:SegmentMegabytes")]
    public void A_wrong_setting_of_the_journal_is_named_by_its_key(string directory, int commit, int segment, string key) =>
        Assert.That(new JournalSettings { Directory = directory, CommitMilliseconds = commit, SegmentMegabytes = segment }.Faults().Single(), Does.StartWith(key + " "));
}
