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
        ["NO_ROUTE_TRANSIT_NET"] = (2, 404, "Not Found"),
        ["CHANNEL_UNACCEPTABLE"] = (6, 480, "Temporarily Unavailable"),
        ["NUMBER_CHANGED"] = (22, 410, "Gone"),
        ["EXCHANGE_ROUTING_ERROR"] = (25, 483, "Too Many Hops"),
        ["INVALID_NUMBER_FORMAT"] = (28, 484, "Address Incomplete"),
        ["FACILITY_REJECTED"] = (29, 501, "Not Implemented"),
        ["NETWORK_OUT_OF_ORDER"] = (38, 502, "Bad Gateway"),
        ["SWITCH_CONGESTION"] = (42, 503, "Service Unavailable"),
        ["REQUESTED_CHAN_UNAVAIL"] = (44, 503, "Service Unavailable"),
        ["OUTGOING_CALL_BARRED"] = (52, 403, "Forbidden"),
        ["INCOMING_CALL_BARRED"] = (54, 403, "Forbidden"),
        ["BEARERCAPABILITY_NOTAUTH"] = (57, 403, "Forbidden"),
        ["BEARERCAPABILITY_NOTAVAIL"] = (58, 503, "Service Unavailable"),
        ["SERVICE_UNAVAILABLE"] = (63, 405, "Method Not Allowed"),
        ["BEARERCAPABILITY_NOTIMPL"] = (65, 488, "Not Acceptable Here"),
        ["CHAN_NOT_IMPLEMENTED"] = (66, 480, "Temporarily Unavailable"),
        ["FACILITY_NOT_IMPLEMENTED"] = (69, 501, "Not Implemented"),
        ["SERVICE_NOT_IMPLEMENTED"] = (79, 501, "Not Implemented"),
        ["INCOMPATIBLE_DESTINATION"] = (88, 488, "Not Acceptable Here"),
        ["WRONG_CALL_STATE"] = (101, 480, "Temporarily Unavailable"),
        ["PROTOCOL_ERROR"] = (111, 480, "Temporarily Unavailable"),
        ["INTERWORKING"] = (127, 420, "Bad Extension"),
        ["CRASH"] = (700, 480, "Temporarily Unavailable"),
        ["MEDIA_TIMEOUT"] = (804, 480, "Temporarily Unavailable"),
        ["PROGRESS_TIMEOUT"] = (807, 480, "Temporarily Unavailable"),
        ["INVALID_GATEWAY"] = (808, 484, "Address Incomplete"),
        ["GATEWAY_DOWN"] = (809, 503, "Service Unavailable"),
        ["INVALID_URL"] = (810, 484, "Address Incomplete"),
        ["INVALID_PROFILE"] = (811, 502, "Bad Gateway"),
        ["BUSY_EVERYWHERE"] = (815, 600, "Busy Everywhere"),
        ["DECLINE"] = (816, 603, "Decline"),
        ["DOES_NOT_EXIST_ANYWHERE"] = (817, 604, "Does Not Exist Anywhere"),
        ["NOT_ACCEPTABLE"] = (818, 606, "Not Acceptable"),
        ["UNWANTED"] = (819, 607, "Unwanted"),
    };

    // Causes of FreeSWITCH's own whose number differs from what hangup_cause_q850 says of them.
    private static readonly Dictionary<string, int> OwnNumbers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["SYSTEM_SHUTDOWN"] = 701,
        ["LOSE_RACE"] = 702,
        ["MANAGER_REQUEST"] = 703,
        ["BLIND_TRANSFER"] = 800,
        ["ATTENDED_TRANSFER"] = 801,
        ["ALLOTTED_TIMEOUT"] = 802,
        ["PICKED_OFF"] = 805,
        ["USER_NOT_REGISTERED"] = 806,
    };

    /// <summary>The number of switch_call_cause_t; 16 for a name that is not known.</summary>
    public static int Number(string cause) =>
        OwnNumbers.TryGetValue(cause, out var own) ? own : Known.TryGetValue(cause, out var known) ? known.Q850 : 16;

    /// <summary>The cause with a Q.850 number, or null.</summary>
    public static string? Named(int q850) => q850 is > 0 and < 128 ? Known.FirstOrDefault(k => k.Value.Q850 == q850).Key : null;

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
