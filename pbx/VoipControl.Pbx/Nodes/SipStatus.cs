using System.Globalization;

namespace VoipControl.Pbx.Nodes;

/// <summary>The SIP status that ended a leg: `sip_term_status`, or `proto_specific_hangup_cause` as `sip:486` (mod_sofia.c).</summary>
internal static class SipStatus
{
    public static int? Read(string? termStatus, string? protocolCause)
    {
        if (int.TryParse(termStatus, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 300 and <= 699) return status;
        return protocolCause?.StartsWith("sip:", StringComparison.Ordinal) == true
            && int.TryParse(protocolCause.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out status) && status is >= 300 and <= 699
            ? status : null;
    }
}
