using NUnit.Framework;
using VoipControl.Pbx;
using VoipControl.Pbx.Sip;
using VoipControl.Web;

namespace VoipControl.Tests.House;

/// <summary>README's table of settings is the one place where an operator finds them.</summary>
[TestFixture]
internal sealed class SettingsInReadmeTests
{
    private static readonly string[] Keys =
    [
        .. Of<JournalSettings>("Journal:"), .. Of<PbxOptions>("Pbx:").Except(["Pbx:Nodes"]), .. Of<WebOptions>("Web:"),
        .. Of<SipOptions>("Sip:"), .. Of<QualifyOptions>("…:Qualify:"), .. Of<CanaryOptions>("…:Canary:"),
    ];

    private static readonly string[] NodeKeys = [.. Of<NodeOptions>(":")];

    [TestCaseSource(nameof(Keys))]
    public void A_setting_is_named(string key) => Assert.That(Repository.Read("README.md"), Does.Contain($"`{key}`"));

    [TestCaseSource(nameof(NodeKeys))]
    public void A_setting_of_a_node_is_named(string key) =>
        Assert.That(Repository.Read("README.md"), Does.Contain($"`Pbx:Nodes:N{key}`").Or.Contain($"`{key}`"));

    [TestCase(typeof(TargetOptions))]
    [TestCase(typeof(TrunkOptions))]
    public void A_setting_of_a_target_is_named(Type type) => Assert.That(
        type.GetProperties().Where(p => !Repository.Read("README.md").Contains($":{p.Name}`", StringComparison.Ordinal)).Select(static p => p.Name), Is.Empty);

    private static IEnumerable<string> Of<T>(string section) =>
        typeof(T).GetProperties(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Instance).Select(p => section + p.Name);
}
