using System.Net;
using VoipControl.Lab.Configuration;

namespace VoipControl.Lab.Signalling;

/// <summary>The configured trunks: those of the options and of the profile's <c>gateways</c>.</summary>
internal sealed class Gateways
{
    private readonly Dictionary<string, Gateway> _gateways = new(StringComparer.OrdinalIgnoreCase);
    private readonly SipPlane _plane;

    /// <exception cref="ArgumentException">A gateway of the profile cannot be used.</exception>
    public Gateways(SipPlane plane, LabSipOptions options, SwitchConfiguration files)
    {
        _plane = plane;
        foreach (var settings in options.Gateways.Concat(Of(files, options.Profile)))
        {
            settings.Validate();
            _gateways.TryAdd(settings.Name, new Gateway(plane, settings));
        }
    }

    public IReadOnlyCollection<Gateway> All => _gateways.Values;

    public Gateway? Find(string name) => _gateways.GetValueOrDefault(name);

    /// <summary>The gateway whose proxy is that address, for calls that come from it.</summary>
    public Gateway? At(IPAddress address) =>
        address.Equals(_plane.Local.Address) ? null : _gateways.Values.FirstOrDefault(g => g.Settings.Proxy.Split(':')[0] == address.ToString());

    public void Start()
    {
        foreach (var gateway in _gateways.Values)
            gateway.Start();
    }

    public void Stop()
    {
        foreach (var gateway in _gateways.Values)
            gateway.Dispose();
    }

    private static IEnumerable<LabGateway> Of(SwitchConfiguration files, string profile)
    {
        if (files.Configuration("sofia.conf")?.Element("profiles") is not { } profiles
            || SwitchConfiguration.Child(profiles, "profile", profile)?.Element("gateways") is not { } gateways)
            yield break;
        foreach (var gateway in gateways.Elements("gateway"))
        {
            var settings = SwitchConfiguration.Params(gateway);
            var name = gateway.Attribute("name")?.Value ?? "";
            yield return new LabGateway
            {
                Name = name,
                Proxy = settings.GetValueOrDefault("proxy") ?? settings.GetValueOrDefault("realm") ?? name,
                Username = settings.GetValueOrDefault("username"),
                Password = settings.GetValueOrDefault("password"),
                // As in FreeSWITCH a gateway registers unless it says that it does not.
                Register = SwitchBoolean.IsTrue(settings.GetValueOrDefault("register") ?? "true"),
                PingSeconds = int.TryParse(settings.GetValueOrDefault("ping"), out var ping) ? ping : 0,
            };
        }
    }
}
