using System.Net;
using System.Xml.Linq;
using VoipControl.Lab.Configuration;

namespace VoipControl.Lab.Signalling;

/// <summary>A list of acl.conf: the last node that holds an address decides, else the default (switch_network_list in switch_utils.c).</summary>
internal sealed class AccessList
{
    private readonly List<(IPNetwork Network, bool Allow)> _nodes = [];
    private bool _default;

    /// <summary>The list of that name; null = the configuration has none, which FreeSWITCH treats as one that denies.</summary>
    /// <exception cref="ConfigurationException">A node's cidr is no network; the message names the list.</exception>
    public static AccessList? Find(SwitchConfiguration configuration, string name)
    {
        if (configuration.Configuration("acl.conf")?.Element("network-lists") is not { } lists
            || SwitchConfiguration.Child(lists, "list", name) is not { } list)
            return null;
        var access = new AccessList { _default = Is(list, "default", "allow") };
        foreach (var node in list.Elements("node"))
        {
            var cidr = node.Attribute("cidr")?.Value ?? node.Attribute("host")?.Value;
            if (cidr is null)
                continue;
            var text = cidr.Contains('/', StringComparison.Ordinal) ? cidr : cidr + "/32";
            if (!IPNetwork.TryParse(text, out var network))
                throw new ConfigurationException($"acl.conf, list {name}: cidr '{cidr}' is no network.");
            access._nodes.Add((network, Is(node, "type", "allow")));
        }
        return access;
    }

    public bool Allows(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var allowed = _default;
        foreach (var (network, allow) in _nodes)
        {
            if (network.Contains(address))
                allowed = allow;
        }
        return allowed;
    }

    private static bool Is(XElement element, string attribute, string value) =>
        value.Equals(element.Attribute(attribute)?.Value, StringComparison.OrdinalIgnoreCase);
}
