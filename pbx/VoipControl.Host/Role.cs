using VoipControl.Pbx;
using VoipControl.Pbx.Sip;
using VoipControl.Web;

namespace VoipControl.Host;

/// <summary>A role is data: its name, what it adds to the host, what it maps. Any subset runs in one process.</summary>
internal sealed record Role(string Name, string Does, Action<WebApplicationBuilder> Add, Action<WebApplication> Map)
{
    public static readonly IReadOnlyList<Role> All =
    [
        new("web", "SystemAPI and live feed", WebRole.Add, WebRole.Map),
        new("pbx", "drives the switches: events, call state, commands", PbxRole.Add, PbxRole.Map),
        new("sip", "qualifies trunks, places canary calls", SipRole.Add, SipRole.Map),
    ];

    /// <summary>Reads `web,pbx` or `all`.</summary>
    /// <exception cref="ConfigurationException">A name is unknown; the message lists those there are.</exception>
    public static IReadOnlyList<Role> Parse(string list)
    {
        if (list == "all") return All;
        var names = list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().ToList();
        var unknown = names.Where(static n => All.All(r => r.Name != n)).ToList();
        if (unknown.Count > 0 || names.Count == 0)
            throw new ConfigurationException([$"--role: '{(names.Count == 0 ? list : string.Join(',', unknown))}' is unknown; there are {string.Join(", ", All.Select(static r => r.Name))} and all"]);
        return [.. All.Where(r => names.Contains(r.Name))];
    }
}
