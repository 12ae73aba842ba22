namespace VoipControl.Lab.Channels;

/// <summary>Hang-up causes with their Q.850 numbers (switch_types.h) and the SIP status each comes from (mod_sofia.c).</summary>
internal static class HangupCauses
{
    private static readonly Dictionary<string, (int Q850, int Sip, string Phrase)> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["UNALLOCATED_NUMBER"] = (1, 404, "Not Found"),
        ["NO_ROUTE_DESTINATION"] = (3, 404, "Not Found"),
        ["NORMAL_CLEARING"] = (16, 200, "OK"),
        ["USER_BUSY"] = (17, 486, "Busy Here"),
        ["NO_USER_RESPONSE"] = (18, 480, "Temporarily Unavailable"),
        ["NO_ANSWER"] = (19, 480, "Temporarily Unavailable"),
        ["SUBSCRIBER_ABSENT"] = (20, 480, "Temporarily Unavailable"),
        ["CALL_REJECTED"] = (21, 603, "Decline"),
        ["DESTINATION_OUT_OF_ORDER"] = (27, 502, "Bad Gateway"),
        ["NORMAL_UNSPECIFIED"] = (31, 480, "Temporarily Unavailable"),
        ["NORMAL_CIRCUIT_CONGESTION"] = (34, 503, "Service Unavailable"),
        ["NORMAL_TEMPORARY_FAILURE"] = (41, 503, "Service Unavailable"),
        ["RECOVERY_ON_TIMER_EXPIRE"] = (102, 504, "Gateway Time-out"),
        ["ORIGINATOR_CANCEL"] = (487, 487, "Request Terminated"),
        ["MANAGER_REQUEST"] = (503, 200, "OK"),
        ["BLIND_TRANSFER"] = (16, 200, "OK"),
        ["ATTENDED_TRANSFER"] = (16, 200, "OK"),
        ["ALLOTTED_TIMEOUT"] = (16, 200, "OK"),
        ["PICKED_OFF"] = (16, 200, "OK"),
        ["USER_NOT_REGISTERED"] = (20, 480, "Temporarily Unavailable"),
        ["LOSE_RACE"] = (16, 200, "OK"),
        ["SYSTEM_SHUTDOWN"] = (16, 200, "OK"),
    };

    /// <summary>hangup_cause_q850: causes of FreeSWITCH's own, numbered above 127, read as 16 (captured for MANAGER_REQUEST).</summary>
    public static int Q850(string cause) =>
        Known.TryGetValue(cause, out var known) ? known.Q850 > 127 ? 16 : known.Q850 : 16;

    public static int SipStatus(string cause) => Known.TryGetValue(cause, out var known) ? known.Sip : 480;

    public static string SipPhrase(string cause) =>
        Known.TryGetValue(cause, out var known) ? known.Phrase : "Temporarily Unavailable";

    /// <summary>A cause by name or number, or the default; never fails (switch_channel_str2cause).</summary>
    public static string Parse(string? text, string fallback = "NORMAL_CLEARING")
    {
        if (string.IsNullOrEmpty(text))
            return fallback;
        if (int.TryParse(text, out var number))
            return Known.FirstOrDefault(k => k.Value.Q850 == number).Key ?? fallback;
        return Known.Keys.FirstOrDefault(k => k.Equals(text, StringComparison.OrdinalIgnoreCase)) ?? fallback;
    }
}
