using VoipControl.Sip;

namespace VoipControl.Pbx.Sip;

/// <summary>One target of role sip: a node, or the virtual address.</summary>
public class TargetOptions
{
    /// <summary>Its name, unique among all targets, 1 to 64 characters.</summary>
    public string Name { get; set; } = "";

    /// <summary>Where it is, such as `sip:10.0.0.11:5060` or `sip:trunk.example.net;transport=tcp`.</summary>
    public string Uri { get; set; } = "";

    /// <summary>How it is qualified.</summary>
    public QualifyOptions Qualify { get; set; } = new();

    /// <summary>The canary call that runs through it; null for none.</summary>
    public CanaryOptions? Canary { get; set; }

    /// <summary>The faults, each naming its key.</summary>
    internal virtual IEnumerable<string> Faults(string key)
    {
        if (!SipOptions.IsName(Name)) yield return $"{key}:Name must be {SipOptions.NameRule}, not '{Name}'";
        if (!IsSipUri(Uri)) yield return $"{key}:Uri must be a SIP URI such as sip:10.0.0.11:5060, of at most 255 characters, not '{Uri}'";
        else if (!SipUri.TryParse(Uri, out _)) yield return $"{key}:Uri is no SIP URI: '{Uri}'";
        if (Qualify is null) yield return $"{key}:Qualify must not be null";
        else foreach (var fault in Qualify.Faults(key + ":Qualify")) yield return fault;
        if (Canary is { To: not null } && (TargetOptions.IsSipUri(Canary.To) ? Canary.To : Uri ?? "").Contains("transport=", StringComparison.OrdinalIgnoreCase)
            && !(TargetOptions.IsSipUri(Canary.To) ? Canary.To : Uri!).Contains("transport=udp", StringComparison.OrdinalIgnoreCase))
            yield return $"{key}:Canary:To must lead over UDP: give a SIP URI without transport, or with transport=udp";
        if (Canary is not null)
            foreach (var fault in Canary.Faults(key + ":Canary")) yield return fault;
    }

    internal static bool IsSipUri(string? text) =>
        text is { Length: > 4 and <= 255 } && text.StartsWith("sip:", StringComparison.OrdinalIgnoreCase)
        && text.All(static c => c is > ' ' and < '\x7f' and not ('<' or '>' or '"' or ','));
}
