using System.Xml;
using System.Xml.Linq;

namespace VoipControl.Lab.Configuration;

/// <summary>
/// A configuration of FreeSWITCH's shape, read once: <c>freeswitch.xml</c> with sections configuration, directory and
/// dialplan. Immutable; a reload is a new object.
/// </summary>
public sealed class SwitchConfiguration
{
    /// <summary>A configuration without any section, for a switch that is told everything by mod_xml_curl's form.</summary>
    public static readonly SwitchConfiguration Empty =
        new(new XElement("document"), new Dictionary<string, string>(), []);

    private SwitchConfiguration(XElement root, IReadOnlyDictionary<string, string> variables, IReadOnlyList<string> warnings)
    {
        Root = root;
        Variables = variables;
        Warnings = warnings;
    }

    /// <summary>The document's root. Nobody may change it.</summary>
    public XElement Root { get; }

    /// <summary>What X-PRE-PROCESS set, with what was given. Names are case-sensitive. They are also the channels' global variables.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; }

    /// <summary>Names that were used and not set, and includes without a file. FreeSWITCH goes on then, and so does this.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Reads <paramref name="file"/> in <paramref name="folder"/>.</summary>
    /// <param name="folder">Nothing outside it is read.</param>
    /// <param name="variables">Known before the first line, as what node.xml sets; a set in a file replaces them.</param>
    /// <param name="file">The file to begin with.</param>
    /// <exception cref="ConfigurationException">A file is missing, too large, leads out of the folder or is no XML.</exception>
    public static SwitchConfiguration Load(
        string folder, IReadOnlyDictionary<string, string>? variables = null, string file = "freeswitch.xml") =>
        Load(folder, variables, file, ConfigurationLimits.Default);

    internal static SwitchConfiguration Load(
        string folder, IReadOnlyDictionary<string, string>? variables, string file, ConfigurationLimits limits)
    {
        var values = new Dictionary<string, string>(variables ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        var preprocessor = new Preprocessor(folder, values, limits);
        var text = preprocessor.Run(file);
        try
        {
            var root = BoundedXml.Parse(text.ToString(), limits.Characters, limits.ElementDepth);
            return new SwitchConfiguration(root, values, preprocessor.Warnings);
        }
        catch (XmlException e)
        {
            // The reader's own line, at the end of its message, is one of the joined document.
            var reason = e.LineNumber > 0 && e.Message.LastIndexOf(" Line ", StringComparison.Ordinal) is var end and > 0 ? e.Message[..end] : e.Message;
            throw new ConfigurationException($"{text.Origin(e.LineNumber)}: {reason}", e);
        }
    }

    /// <summary>A section by name, or null.</summary>
    public XElement? Section(string name) => Child(Root, "section", name);

    /// <summary>A configuration such as <c>switch.conf</c>, or null.</summary>
    public XElement? Configuration(string name) =>
        Section("configuration") is { } section ? Child(section, "configuration", name) : null;

    /// <summary>The params under <c>settings</c> of a configuration such as <c>switch.conf</c>; empty when it is missing.
    /// Names ignore case. A param that stands twice has its last value, as in modules that read them in order.</summary>
    public IReadOnlyDictionary<string, string> Settings(string configuration) =>
        Params(Configuration(configuration)?.Element("settings"));

    /// <summary>The settings of a profile of sofia.conf; null when there is no such profile.</summary>
    public IReadOnlyDictionary<string, string>? SofiaProfile(string name) =>
        Configuration("sofia.conf")?.Element("profiles") is { } profiles && Child(profiles, "profile", name) is { } profile
            ? Params(profile.Element("settings"))
            : null;

    /// <summary>The value of a param element's name and value attributes, by name.</summary>
    internal static IReadOnlyDictionary<string, string> Params(XElement? parent, string element = "param")
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var param in parent?.Elements(element) ?? [])
            if (param.Attribute("name")?.Value is { Length: > 0 } name)
                values[name] = param.Attribute("value")?.Value ?? "";
        return values;
    }

    /// <summary>The first child with that name attribute; the value ignores case (switch_xml_find_child).</summary>
    internal static XElement? Child(XElement parent, string element, string name) =>
        parent.Elements(element).FirstOrDefault(e => name.Equals(e.Attribute("name")?.Value, StringComparison.OrdinalIgnoreCase));
}
