using System.Text.RegularExpressions;
using NUnit.Framework;
using VoipControl.Host;

namespace VoipControl.Tests.House;

/// <summary>Dockerfile and docker-compose.yml, as far as they can be checked without a container engine.</summary>
[TestFixture]
internal sealed partial class ContainerTests
{
    private static (string Name, string Value)[] Settings() => SettingName().Matches(Repository.Read(".env.example"))
        .Select(static match => (match.Groups[1].Value, "example"))
        .ToArray();

    private static IEnumerable<string> Mandatory() => MandatoryVariable().Matches(Repository.Read("docker-compose.yml"))
        .Select(static match => match.Groups[1].Value)
        .Distinct();

    [Test]
    public async Task The_compose_file_is_valid_with_the_settings_of_the_example()
    {
        Repository.Require("docker-compose");
        var (code, output) = await ConfigAsync(Settings());
        Assert.That(code, Is.Zero, output);
    }

    [Test]
    public async Task A_setting_that_is_missing_is_named()
    {
        Repository.Require("docker-compose");
        var (_, output) = await ConfigAsync([.. Settings().Where(static s => s.Name != "PBX_SECRET")]);
        Assert.That(output, Does.Contain("set PBX_SECRET in .env"));
    }

    [Test]
    public void The_example_lists_every_setting_the_compose_file_asks_for()
    {
        Assert.That(Mandatory(), Is.EquivalentTo(Settings().Select(static s => s.Name)));
    }

    [Test]
    public void Every_role_runs_in_the_compose_file()
    {
        var running = RolesOfService().Matches(Repository.Read("docker-compose.yml")).SelectMany(static match => match.Groups[1].Value.Split(',')).Distinct();
        Assert.That(running, Is.EquivalentTo(Role.All.Select(static role => role.Name)));
    }

    [Test]
    public void The_image_restores_every_project_it_builds()
    {
        var dockerfile = Repository.Read("Dockerfile");
        var forgotten = Repository.Files()
            .Where(static file => file.StartsWith("pbx/", StringComparison.Ordinal) && file.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(static file => Path.GetDirectoryName(file)!)
            .Where(folder => !dockerfile.Contains($"COPY {folder}/*.csproj {folder}/", StringComparison.Ordinal));
        Assert.That(forgotten, Is.Empty);
    }

    [Test]
    public void A_node_in_a_container_sets_every_value_that_the_example_has()
    {
        Assert.That(NodeValues("deploy/compose/node.xml"), Is.EquivalentTo(NodeValues("dialplans/node.xml.example")));
    }

    private static IEnumerable<string> NodeValues(string file) => NodeValue().Matches(Repository.Read(file)).Select(static match => match.Groups[1].Value);

    // A file of its own: a .env of this working tree must not decide a test.
    private static async Task<(int Code, string Output)> ConfigAsync((string Name, string Value)[] settings)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, settings.Select(static s => $"{s.Name}={s.Value}"));
            return await Repository.RunAsync("docker-compose", ["--env-file", file, "config", "--quiet"]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [GeneratedRegex(@"--role, ""?([a-z,]+)""?, --config", RegexOptions.CultureInvariant)]
    private static partial Regex RolesOfService();

    [GeneratedRegex(@"^([A-Z0-9_]+)=\r?$", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex SettingName();

    [GeneratedRegex(@"\$\{([A-Z0-9_]+):\?", RegexOptions.CultureInvariant)]
    private static partial Regex MandatoryVariable();

    [GeneratedRegex(@"data=""(\w+)=", RegexOptions.CultureInvariant)]
    private static partial Regex NodeValue();
}
