using System.Xml.Linq;
using VoipControl.Lab.Dialplan;

namespace VoipControl.Lab.Users;

/// <summary>Finds users in a domain of section <c>directory</c> (switch_xml_locate_user in switch_xml.c).</summary>
internal static class UserDirectory
{
    /// <summary>The user with that id, or number alias; null when the domain has none. Names ignore case.</summary>
    /// <param name="domain">The element <c>domain</c>, from a file or from an answer of mod_xml_curl.</param>
    /// <param name="user">The user's name.</param>
    /// <param name="domainName">The domain's name as asked.</param>
    public static DirectoryUser? Find(XElement domain, string user, string domainName)
    {
        foreach (var group in domain.Element("groups")?.Elements("group") ?? [])
            if (group.Element("users") is { } users && In(users, user) is { } found)
                return DirectoryUser.From(found, group, domain, domainName);
        return In(domain.Element("users") ?? domain, user) is { } single
            ? DirectoryUser.From(single, null, domain, domainName)
            : null;
    }

    /// <summary>What dialling the user means: its dial string with <c>${dialed_user}</c>, <c>${dialed_domain}</c> and the scope's values
    /// put in (user_outgoing_channel in mod_dptools.c). Null without a dial string, and for one that would dial the user again.</summary>
    /// <exception cref="DialplanException">The dial string cannot be expanded.</exception>
    public static string? DialString(DirectoryUser user, ChannelScope scope)
    {
        if (user.DialString is not { } text)
            return null;
        var expanded = VariableExpansion.Expand(text, scope with
        {
            Variable = name => name switch
            {
                "dialed_user" => user.Id,
                "dialed_domain" => user.Domain,
                _ => scope.Variable(name),
            },
        });
        return expanded.Contains($"user/{user.Id}", StringComparison.OrdinalIgnoreCase) ? null : expanded;
    }

    // A user of type "pointer" only says in which group the user is.
    private static XElement? In(XElement users, string name) => users.Elements("user").FirstOrDefault(u =>
        (Is(u, "id", name) || Is(u, "number-alias", name)) && !Is(u, "type", "pointer"));

    private static bool Is(XElement user, string attribute, string value) =>
        value.Equals(user.Attribute(attribute)?.Value, StringComparison.OrdinalIgnoreCase);
}
