using System.Text.RegularExpressions;
using System.Xml.Linq;
using NUnit.Framework;

namespace VoipControl.Tests.House;

/// <summary>The arrows of ARCHITECTURE.md: who may know whom.</summary>
[TestFixture]
internal sealed partial class LayeringTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["VoipControl.Core"] = [],
        ["VoipControl.Esl"] = [],
        ["VoipControl.Sip"] = [],
        ["VoipControl.Store"] = ["VoipControl.Core"],
        ["VoipControl.Lab"] = ["VoipControl.Esl", "VoipControl.Sip"],
        ["VoipControl.Pbx"] = ["VoipControl.Store", "VoipControl.Esl", "VoipControl.Sip"],
        ["VoipControl.Web"] = ["VoipControl.Store"],
        ["VoipControl.Host"] = ["VoipControl.Web", "VoipControl.Pbx", "VoipControl.Lab"],
    };

    private static IEnumerable<string> Projects() => Repository.Files()
        .Where(static file => file.StartsWith("pbx/", StringComparison.Ordinal) && file.EndsWith(".csproj", StringComparison.Ordinal));

    [TestCaseSource(nameof(Projects))]
    public void A_project_refers_only_to_those_it_may_know(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        Assert.That(Arrows, Contains.Key(name), "a new project needs its arrows here and in ARCHITECTURE.md");
        Assert.That(ReferencesOf(project), Is.SubsetOf(Arrows[name]));
    }

    [TestCase("VoipControl.Core")]
    [TestCase("VoipControl.Esl")]
    [TestCase("VoipControl.Sip")]
    public void A_project_that_stands_alone_brings_no_packages(string project)
    {
        Assert.That(PackagesOf($"pbx/{project}/{project}.csproj"), Is.Empty);
    }

    [Test]
    public void A_project_under_pbx_knows_no_tests_and_no_benchmarks()
    {
        var outside = Projects().SelectMany(ReferencesOf).Where(static name => !Arrows.ContainsKey(name));
        Assert.That(outside, Is.Empty);
    }

    [Test]
    public void Only_the_store_brings_the_mysql_driver()
    {
        var bringing = Repository.Files()
            .Where(static file => file.EndsWith(".csproj", StringComparison.Ordinal))
            .Where(static file => PackagesOf(file).Contains("MySql.Data"));
        Assert.That(bringing, Is.EqualTo(new[] { "pbx/VoipControl.Store/VoipControl.Store.csproj" }));
    }

    /// <summary>See docs/decisions/0004: the driver is to be replaced in one folder.</summary>
    [Test]
    public void Only_one_folder_names_the_mysql_driver()
    {
        var naming = Repository.Files()
            .Where(static file => file.EndsWith(".cs", StringComparison.Ordinal))
            .Where(static file => !file.StartsWith("pbx/VoipControl.Store/MySql/", StringComparison.Ordinal))
            .Where(static file => DriverNamespace().IsMatch(Repository.Read(file)));
        Assert.That(naming, Is.Empty);
    }

    private static IEnumerable<string> ReferencesOf(string project) => Items(project, "ProjectReference").Select(static path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

    private static IEnumerable<string> PackagesOf(string project) => Items(project, "PackageReference");

    private static IEnumerable<string> Items(string project, string kind) => XDocument.Parse(Repository.Read(project))
        .Descendants(kind)
        .SelectMany(static item => ((string?)item.Attribute("Include") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    // A using directive or a qualified name; a sentence in a comment may well speak of the driver.
    [GeneratedRegex(@"\bMySql\.Data\.\w|using\s+(static\s+)?MySql\.Data", RegexOptions.CultureInvariant)]
    private static partial Regex DriverNamespace();
}
