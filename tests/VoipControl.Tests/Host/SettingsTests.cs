using NUnit.Framework;
using VoipControl.Host;

namespace VoipControl.Tests.Host;

/// <summary>Where settings come from. The environment is the process's own, so nothing runs beside these.</summary>
[NonParallelizable]
public sealed class SettingsTests
{
    [Test]
    public void A_file_that_is_not_there_is_named() =>
        Assert.That(() => Settings.Load("/nowhere/voipcontrol.json"), Throws.TypeOf<ConfigurationException>().With.Message.Contains("'/nowhere/voipcontrol.json' does not exist"));

    [TestCase("{ \"Pbx\": ")]
    [TestCase("{ \"Pbx\": 1, \"Pbx\": 2 }")]
    [TestCase("not json")]
    [TestCase("[1]")]
    [TestCase("")]
    public void A_file_that_is_no_json_object_is_named(string text)
    {
        using var file = new ConfigFile();
        File.WriteAllText(file.Path, text);
        Assert.That(() => Settings.Load(file.Path), Throws.TypeOf<ConfigurationException>().With.Message.Contains($"file '{file.Path}' cannot be read"));
    }

    [Test]
    public void The_environment_wins_over_the_file()
    {
        using var file = new ConfigFile();
        var loaded = With("VOIPCONTROL__Pbx__Nodes__0__Password", "from the environment", () => Settings.Load(file.Path));
        Assert.That((loaded["Pbx:Nodes:0:Password"], loaded["Pbx:Nodes:0:Name"]), Is.EqualTo(("from the environment", "fsa")));
    }

    [Test]
    public void The_environment_may_name_the_file()
    {
        using var file = new ConfigFile();
        Assert.That(With(Settings.FileVariable, file.Path, () => Settings.Load(null))["Pbx:Nodes:0:Name"], Is.EqualTo("fsa"));
    }

    [Test]
    public void A_key_of_the_environment_that_means_nothing_is_named()
    {
        using var file = new ConfigFile();
        Assert.That(() => With("VOIPCONTROL__Pbx__Nodes__0__Pasword", "x", () => HostRunner.CheckConfig("all", file.Path)),
            Throws.TypeOf<ConfigurationException>().With.Message.Contains("Pbx:Nodes:0:Pasword is unknown"));
    }

    private static T With<T>(string variable, string value, Func<T> work)
    {
        var before = Environment.GetEnvironmentVariable(variable);
        Environment.SetEnvironmentVariable(variable, value);
        try
        {
            return work();
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, before);
        }
    }
}
