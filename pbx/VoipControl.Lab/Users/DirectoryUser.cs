using System.Xml.Linq;
using VoipControl.Lab.Configuration;

namespace VoipControl.Lab.Users;

/// <summary>A user of the directory, with the group's and the domain's params and variables merged in. Its password is never printed.</summary>
internal sealed class DirectoryUser
{
    private readonly IReadOnlyDictionary<string, string> _params;

    public DirectoryUser(
        string id, string domain, string? group, IReadOnlyDictionary<string, string> parameters, IReadOnlyDictionary<string, string> variables)
    {
        Id = id;
        Domain = domain;
        Group = group;
        _params = parameters;
        Variables = variables;
    }

    /// <summary>The user's name, which also stands for <c>dialed_user</c>.</summary>
    public string Id { get; }

    /// <summary>The domain that was asked for.</summary>
    public string Domain { get; }

    /// <summary>Name of the group it was found in, or null.</summary>
    public string? Group { get; }

    /// <summary>Set on legs that the user makes or takes.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; }

    /// <summary>The secret of SIP digest authentication; null when there is none or only a hash.</summary>
    public string? Password => Param("password");

    /// <summary>MD5 of <c>user:realm:password</c> in hexadecimal; used before the password (sofia_reg.c).</summary>
    public string? A1Hash => Param("a1-hash");

    /// <summary>How <c>user/NAME@DOMAIN</c> is dialled, with <c>${…}</c> in it; null means MANDATORY_IE_MISSING.</summary>
    public string? DialString => Param("dial-string");

    /// <summary>Variables for a leg to this user, from params <c>dial-var-NAME</c>.</summary>
    public IEnumerable<KeyValuePair<string, string>> DialVariables =>
        _params.Where(static p => p.Key.StartsWith(DialVariablePrefix, StringComparison.OrdinalIgnoreCase))
            .Select(static p => KeyValuePair.Create(p.Key[DialVariablePrefix.Length..], p.Value));

    private const string DialVariablePrefix = "dial-var-";

    /// <summary>A param by name, ignoring case.</summary>
    public string? Param(string name) => _params.GetValueOrDefault(name);

    public override string ToString() => $"{Id}@{Domain}";

    /// <summary>The user as its XML says, merged: own values go before the group's, those before the domain's (switch_xml_merge_user).</summary>
    internal static DirectoryUser From(XElement user, XElement? group, XElement domain, string domainName) => new(
        user.Attribute("id")?.Value ?? "",
        domainName,
        group?.Attribute("name")?.Value,
        Merged(user, group, domain, "params", "param"),
        Merged(user, group, domain, "variables", "variable"));

    private static Dictionary<string, string> Merged(XElement user, XElement? group, XElement domain, string container, string element)
    {
        var merged = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var source in new[] { user, group, domain })
            foreach (var (name, value) in SwitchConfiguration.Params(source?.Element(container), element))
                merged.TryAdd(name, value);
        return merged;
    }
}
