using System.Globalization;

namespace VoipControl.Lab.Signalling;

/// <summary>
/// Values that the configuration of this project expects from node.xml, for a lab switch that has none. Nothing is secret
/// and nothing is a password: telephones can only register when somebody gave them one.
/// </summary>
internal static class LabDefaults
{
    public static Dictionary<string, string> Variables(LabSwitchOptions options)
    {
        var sip = options.Sip!;
        var address = sip.Address.ToString();
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["node_name"] = options.Name,
            ["switch_name"] = options.Switchname,
            ["sip_domain"] = "lab",
            ["sip_ip"] = address,
            ["sip_port"] = sip.Port.ToString(CultureInfo.InvariantCulture),
            ["rtp_first_port"] = sip.FirstRtpPort.ToString(CultureInfo.InvariantCulture),
            ["rtp_last_port"] = sip.LastRtpPort.ToString(CultureInfo.InvariantCulture),
            ["trusted_network"] = "127.0.0.0/8",
            ["esl_ip"] = options.Address.ToString(),
            ["esl_port"] = options.Port.ToString(CultureInfo.InvariantCulture),
            ["esl_password"] = "",
            ["core_database"] = sip.CoreDatabase ?? "",
            ["cdr_dir"] = options.CdrDirectory ?? "",
            ["recordings_dir"] = options.RecordingDirectory,
            ["max_sessions"] = options.MaxSessions.ToString(CultureInfo.InvariantCulture),
            ["sessions_per_second"] = "500",
            ["lab_user_password"] = "",
            ["lab_callee_ip"] = options.PeerAddress,
            ["lab_answer_port"] = "5071",
            ["lab_busy_port"] = "5072",
            ["lab_ring_port"] = "5073",
            ["lab_hangup_port"] = "5074",
            ["lab_dead_port"] = "5079",
        };
        foreach (var (name, value) in sip.ConfigurationVariables)
            variables[name] = value;
        return variables;
    }
}
