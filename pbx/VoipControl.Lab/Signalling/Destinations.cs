using VoipControl.Lab.Channels;
using VoipControl.Sip;

namespace VoipControl.Lab.Signalling;

/// <summary>What the addresses of dial strings mean: endpoints user, sofia and error (mod_dptools.c, mod_sofia.c). Callers hold the gate.</summary>
internal sealed class Destinations(SipPlane plane)
{
    /// <summary>The telephones and trunks of an address, or the cause why there are none.</summary>
    public (IReadOnlyList<Destination> Found, string Cause) Resolve(string address)
    {
        var parts = address.Split('/', 3);
        if (parts.Length < 2 || parts[1].Length == 0)
            return ([], "CHAN_NOT_IMPLEMENTED");
        return parts[0].ToLowerInvariant() switch
        {
            "user" => User(string.Join('/', parts[1..])),
            "error" => ([], HangupCauses.Parse(parts[1], "NORMAL_CLEARING")),
            "sofia" when parts.Length < 3 || parts[2].Length == 0 => ([], "INVALID_URL"),
            "sofia" when parts[1].Equals("gateway", StringComparison.OrdinalIgnoreCase) => Gateway(parts[2]),
            "sofia" when !parts[1].Equals(plane.Profile, StringComparison.OrdinalIgnoreCase) => Gateway(parts[1] + "/" + parts[2], "INVALID_PROFILE"),
            "sofia" => Direct(parts[2]),
            _ => ([], "CHAN_NOT_IMPLEMENTED"),
        };
    }

    /// <summary>The dial string that <c>sofia_contact</c> answers with.</summary>
    public string Contact(string user) => plane.Registrar.Of(user) is { Count: > 0 } bindings
        ? string.Join(',', bindings.Select(b => $"sofia/{plane.Profile}/{b.Contact.Uri}"))
        : "error/user_not_registered";

    private (IReadOnlyList<Destination>, string) User(string address)
    {
        var at = address.IndexOf('@', StringComparison.Ordinal);
        var name = at < 0 ? address : address[..at];
        var bindings = plane.Registrar.Of(name);
        if (bindings.Count > 0)
            return ([.. bindings.Select(b => Of(b.Contact.Uri, name, b))], "");
        // Users that only mod_xml_curl's server knows cannot be told from unknown ones here.
        return ([], plane.KnowsUser(name) ? "USER_NOT_REGISTERED" : "SUBSCRIBER_ABSENT");
    }

    private (IReadOnlyList<Destination>, string) Gateway(string path, string unknown = "INVALID_GATEWAY")
    {
        if (path.Split('/', 2) is not [var name, { Length: > 0 } number] || plane.Gateways.Find(name) is not { } gateway)
            return ([], unknown);
        if (!gateway.Up)
            return ([], "GATEWAY_DOWN");
        if (!SipUri.TryParse($"sip:{number}@{gateway.Settings.Proxy}", out var uri))
            return ([], "INVALID_URL");
        return (
        [
            new Destination
            {
                Uri = uri,
                Number = number,
                ChannelName = $"sofia/{plane.Profile}/{number}",
                Gateway = gateway.Settings,
            },
        ], "");
    }

    private (IReadOnlyList<Destination>, string) Direct(string text)
    {
        // "1001%domain" means whoever registered as 1001.
        if (text.IndexOf('%', StringComparison.Ordinal) is > 0 and var percent && !text.Contains('@', StringComparison.Ordinal))
            return User(text[..percent]);
        if (!text.StartsWith("sip:", StringComparison.OrdinalIgnoreCase))
            text = "sip:" + text;
        if (!SipUri.TryParse(text, out var uri) || !text.Contains('@', StringComparison.Ordinal))
            return ([], "INVALID_URL");
        return ([Of(uri, uri.User ?? "", null)], "");
    }

    private Destination Of(SipUri uri, string number, Binding? binding) => new()
    {
        Uri = uri,
        Number = uri.User ?? number,
        ChannelName = $"sofia/{plane.Profile}/{uri.User ?? number}@{(uri.Port is { } port ? $"{uri.Host}:{port}" : uri.Host)}",
        User = binding is null ? null : number,
        Target = binding?.Target,
    };
}
