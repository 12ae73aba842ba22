using System.Collections;
using System.Reflection;
using VoipControl.Pbx;
using VoipControl.Pbx.Sip;
using VoipControl.Web;

namespace VoipControl.Host;

/// <summary>
/// Finds keys of the configuration that mean nothing: a mistyped key would otherwise be a setting that silently stays as it
/// was. Every section is looked at, whatever the roles: one file may serve several processes.
/// </summary>
internal static class KnownKeys
{
    /// <summary>The sections and what they are read into; null where another library reads its own.</summary>
    private static readonly Dictionary<string, Type?> Sections = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Urls"] = typeof(string),
        ["Database"] = typeof(DatabaseOptions),
        ["Journal"] = typeof(JournalSettings),
        ["Pbx"] = typeof(PbxOptions),
        ["Sip"] = typeof(SipOptions),
        ["Web"] = typeof(WebOptions),
        ["Serilog"] = null,
        ["Kestrel"] = null,
    };

    /// <summary>A fault for each unknown key, with those that are known beside it.</summary>
    public static IEnumerable<string> Faults(IConfiguration settings)
    {
        foreach (var section in settings.GetChildren())
        {
            if (!Sections.TryGetValue(section.Key, out var type)) yield return Unknown(section.Path, Sections.Keys);
            else if (type is not null)
                foreach (var fault in Faults(section, type)) yield return fault;
        }
    }

    private static IEnumerable<string> Faults(IConfigurationSection section, Type type)
    {
        if (type == typeof(string) || type.IsValueType) return [];
        if (typeof(IEnumerable).IsAssignableFrom(type)) return section.GetChildren().SelectMany(item => Faults(item, type.GenericTypeArguments[0]));
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).ToDictionary(static p => p.Name, static p => p.PropertyType, StringComparer.OrdinalIgnoreCase);
        return section.GetChildren().SelectMany(child =>
            properties.TryGetValue(child.Key, out var property) ? Faults(child, property) : [Unknown(child.Path, properties.Keys)]);
    }

    private static string Unknown(string path, IEnumerable<string> known) => $"{path} is unknown; there are {string.Join(", ", known)}";
}
