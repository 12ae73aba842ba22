using System.Globalization;
using VoipControl.Lab.Channels;

namespace VoipControl.Lab.Signalling;

/// <summary>SIP status and hang-up cause, both ways, and the Reason header (RFC 3326) that carries the cause.</summary>
internal static class SipCauses
{
    /// <summary>The cause that a final status of the far end means (sofia_glue_sip_cause_to_freeswitch).</summary>
    public static string FromStatus(int status) => status switch
    {
        200 => "NORMAL_CLEARING",
        401 or 402 or 403 or 407 or 603 or 608 => "CALL_REJECTED",
        404 => "UNALLOCATED_NUMBER",
        485 or 604 => "NO_ROUTE_DESTINATION",
        408 or 504 => "RECOVERY_ON_TIMER_EXPIRE",
        410 => "NUMBER_CHANGED",
        413 or 414 or 416 or 420 or 421 or 423 or 505 or 513 => "INTERWORKING",
        480 => "NO_USER_RESPONSE",
        400 or 481 or 500 or 503 => "NORMAL_TEMPORARY_FAILURE",
        486 or 600 => "USER_BUSY",
        484 => "INVALID_NUMBER_FORMAT",
        488 or 606 => "INCOMPATIBLE_DESTINATION",
        502 => "NETWORK_OUT_OF_ORDER",
        405 => "SERVICE_UNAVAILABLE",
        406 or 415 or 501 => "SERVICE_NOT_IMPLEMENTED",
        482 or 483 => "EXCHANGE_ROUTING_ERROR",
        487 => "ORIGINATOR_CANCEL",
        607 => "UNWANTED",
        _ => "NORMAL_UNSPECIFIED",
    };

    /// <summary>The final status for an INVITE that the switch refuses with a cause (hangup_cause_to_sip).</summary>
    public static int ToStatus(string cause) => cause switch
    {
        "UNALLOCATED_NUMBER" or "NO_ROUTE_TRANSIT_NET" or "NO_ROUTE_DESTINATION" => 404,
        "USER_BUSY" => 486,
        "NO_USER_RESPONSE" => 408,
        "CALL_REJECTED" or "DECLINE" or "REJECT_ALL" => 603,
        "NUMBER_CHANGED" or "REDIRECTION_TO_NEW_DESTINATION" => 410,
        "DESTINATION_OUT_OF_ORDER" or "INVALID_PROFILE" => 502,
        "INVALID_NUMBER_FORMAT" or "INVALID_URL" or "INVALID_GATEWAY" => 484,
        "FACILITY_REJECTED" or "FACILITY_NOT_IMPLEMENTED" or "SERVICE_NOT_IMPLEMENTED" => 501,
        "REQUESTED_CHAN_UNAVAIL" or "NORMAL_CIRCUIT_CONGESTION" or "NETWORK_OUT_OF_ORDER" or "NORMAL_TEMPORARY_FAILURE"
            or "SWITCH_CONGESTION" or "GATEWAY_DOWN" or "BEARERCAPABILITY_NOTAVAIL" => 503,
        "OUTGOING_CALL_BARRED" or "INCOMING_CALL_BARRED" or "BEARERCAPABILITY_NOTAUTH" => 403,
        "BEARERCAPABILITY_NOTIMPL" or "INCOMPATIBLE_DESTINATION" => 488,
        "RECOVERY_ON_TIMER_EXPIRE" => 504,
        "ORIGINATOR_CANCEL" => 487,
        "EXCHANGE_ROUTING_ERROR" => 483,
        "BUSY_EVERYWHERE" => 600,
        "DOES_NOT_EXIST_ANYWHERE" => 604,
        "NOT_ACCEPTABLE" => 606,
        "UNWANTED" => 607,
        _ => 480,
    };

    /// <summary>The Reason header of a BYE, a CANCEL or a refusal (sofia_on_hangup).</summary>
    public static string ReasonOf(string cause)
    {
        if (cause is "PICKED_OFF" or "LOSE_RACE")
            return "SIP;cause=200;text=\"Call completed elsewhere\"";
        var number = HangupCauses.Number(cause);
        return string.Create(CultureInfo.InvariantCulture, $"{(number < 128 ? "Q.850" : "SIP")};cause={number};text=\"{cause}\"");
    }

    /// <summary>The cause that a far end's Reason header names with a Q.850 number; null = none that we know.</summary>
    public static string? FromReason(string? header)
    {
        if (header is null || !header.StartsWith("Q.850", StringComparison.OrdinalIgnoreCase))
            return null;
        foreach (var part in header.Split(';'))
        {
            var pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair is ["cause", var text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return HangupCauses.Named(number);
        }
        return null;
    }
}
