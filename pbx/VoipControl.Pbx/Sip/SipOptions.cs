using System.Net;

namespace VoipControl.Pbx.Sip;

/// <summary>Settings of role sip (section `Sip`). Everything is optional: without targets the role idles.</summary>
public sealed class SipOptions
{
    /// <summary>Who looks, in states and results: 1 to 64 letters, digits, '-', '_' or '.'. Empty: the host's name. One process a host has role sip with targets.</summary>
    public string Observer { get; set; } = "";

    /// <summary>Address that SIP and RTP are sent from and received at. Default 0.0.0.0, all of the host's.</summary>
    public string ListenAddress { get; set; } = "0.0.0.0";

    /// <summary>Address that targets are told in SIP and SDP. Empty: the one listened at, or, listening at all, the one that the way to the first target begins at.</summary>
    public string AdvertisedAddress { get; set; } = "";

    /// <summary>UDP port of SIP for canary calls. Default 0: any free one, so that processes on one host do not collide. Trunks that call back (canary mode Loop) need a fixed one.</summary>
    public int Port { get; set; }

    /// <summary>First UDP port of RTP; 0 (default) takes any free ones.</summary>
    public int RtpPortFrom { get; set; }

    /// <summary>Last UDP port of RTP, at least four above the first.</summary>
    public int RtpPortTo { get; set; }

    /// <summary>Secret that marks of test calls are keyed by: the same as `Pbx:Secret` of the processes that follow the calls. Empty: `Pbx:Secret` of this configuration.</summary>
    public string Secret { get; set; } = "";

    /// <summary>Our own switches, to be seen by SIP too.</summary>
    public List<TargetOptions> Nodes { get; } = [];

    /// <summary>The address that callers use, whichever node holds it. None when its Uri is empty.</summary>
    public TargetOptions VirtualAddress { get; set; } = new() { Name = "virtual-address" };

    /// <summary>Trunks and gateways.</summary>
    public List<TrunkOptions> Trunks { get; } = [];

    /// <summary>Bad results of a canary in a row that raise an alarm. Default 2.</summary>
    public int AlarmAfter { get; set; } = 2;

    /// <summary>Results in a row without the fault that clear it. Default 2.</summary>
    public int ClearAfter { get; set; } = 2;

    /// <summary>How long state changes, results and cleared alarms are kept. Default 30 days.</summary>
    public int RetentionDays { get; set; } = 30;

    /// <summary>History that waits in memory while MySQL is away; what is older is dropped and counted. Default 10,000 entries.</summary>
    public int HistoryLimit { get; set; } = 10_000;

    /// <summary>The settings' faults, each naming its key; empty when they are good.</summary>
    public IEnumerable<string> Faults()
    {
        if (Observer is null || (Observer.Length > 0 && !IsName(Observer))) yield return $"Sip:Observer must be empty or {NameRule}, not '{Observer}'";
        if (!IPAddress.TryParse(ListenAddress, out _)) yield return $"Sip:ListenAddress must be an IP address, not '{ListenAddress}'";
        if (AdvertisedAddress is null || (AdvertisedAddress.Length > 0 && !IPAddress.TryParse(AdvertisedAddress, out _))) yield return $"Sip:AdvertisedAddress must be empty or an IP address, not '{AdvertisedAddress}'";
        foreach (var fault in Range("Sip:Port", Port, 0, 65_535)) yield return fault;
        if (RtpPortFrom is not (0 or (>= 1024 and <= 65_530))) yield return $"Sip:RtpPortFrom must be 0 or 1024 to 65530, not {RtpPortFrom}";
        if (RtpPortFrom is 0 or (>= 1024 and <= 65_530) && (RtpPortFrom == 0 ? RtpPortTo != 0 : RtpPortTo < RtpPortFrom + 4 || RtpPortTo > 65_535))
            yield return $"Sip:RtpPortTo must be {(RtpPortFrom == 0 ? "0 where RtpPortFrom is 0" : $"{RtpPortFrom + 4} to 65535")}, not {RtpPortTo}";
        if (Secret is null || Secret.Length is > 0 and < 16) yield return "Sip:Secret must be empty or have at least 16 characters";
        foreach (var fault in Range("Sip:AlarmAfter", AlarmAfter, 1, 100)) yield return fault;
        foreach (var fault in Range("Sip:ClearAfter", ClearAfter, 1, 100)) yield return fault;
        foreach (var fault in Range("Sip:RetentionDays", RetentionDays, 1, 3650)) yield return fault;
        foreach (var fault in Range("Sip:HistoryLimit", HistoryLimit, 100, 1_000_000)) yield return fault;
        if (VirtualAddress is null)
        {
            yield return "Sip:VirtualAddress must not be null";
            yield break;
        }
        var tones = Targets().Where(static t => t.Target?.Canary is not null).SelectMany(static t => new[] { t.Target.Canary!.SendHertz, t.Target.Canary.FarHertz }).Distinct().Order().ToList();
        if (tones.Count > MaxTones) yield return $"Sip: canaries may use {MaxTones} different frequencies, not {tones.Count}";
        for (var i = 1; i < tones.Count; i++)
            if (tones[i] - tones[i - 1] < 2 * Core.Trunks.HeardAudio.ToleranceHz)
                yield return $"Sip: the canaries' frequencies {tones[i - 1]} and {tones[i]} are too close to be told apart; use the same, or {2 * Core.Trunks.HeardAudio.ToleranceHz:0} Hz between them";
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, target) in Targets())
        {
            if (target is null)
            {
                yield return $"{key} must not be null";
                continue;
            }
            foreach (var fault in target.Faults(key)) yield return fault;
            if (target.Name is { Length: > 0 } name && !names.Add(name)) yield return $"{key}:Name '{name}' is used twice; nodes, trunks and the virtual address share their names";
        }
    }

    /// <summary>The targets with the keys they are configured under.</summary>
    internal IEnumerable<(string Key, TargetOptions Target)> Targets()
    {
        for (var i = 0; i < Nodes.Count; i++) yield return ($"Sip:Nodes:{i}", Nodes[i]);
        if (VirtualAddress is { Uri.Length: > 0 } or { Canary: not null }) yield return ("Sip:VirtualAddress", VirtualAddress);
        for (var i = 0; i < Trunks.Count; i++) yield return ($"Sip:Trunks:{i}", Trunks[i]);
    }

    /// <summary>Tones that a phone listens for at once, those of the public network aside.</summary>
    private const int MaxTones = 24;

    internal const string NameRule = "1 to 64 letters, digits, '-', '_' or '.'";

    internal static bool IsName(string? name) =>
        name is { Length: > 0 and <= 64 } && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    internal static IEnumerable<string> Range(string key, int value, int from, int to)
    {
        if (value < from || value > to) yield return $"{key} must be {from} to {to}, not {value}";
    }
}
