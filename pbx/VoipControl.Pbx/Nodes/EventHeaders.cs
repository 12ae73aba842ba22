using VoipControl.Esl;

namespace VoipControl.Pbx.Nodes;

/// <summary>
/// The headers of a channel event that VoipControl reads. They are found in one pass over the event; all others are
/// never decoded. The lab switch is held to this list by a test.
/// </summary>
public static class EventHeaders
{
    /// <summary>Events that a session subscribes to: what changes a call, jobs and the heartbeat. CHANNEL_STATE,
    /// CHANNEL_CALLSTATE and the like would triple the traffic and say nothing more.</summary>
    public static readonly IReadOnlyList<string> Subscription =
    [
        "CHANNEL_CREATE", "CHANNEL_PROGRESS", "CHANNEL_PROGRESS_MEDIA", "CHANNEL_ANSWER", "CHANNEL_BRIDGE", "CHANNEL_UNBRIDGE",
        "CHANNEL_HOLD", "CHANNEL_UNHOLD", "CHANNEL_PARK", "CHANNEL_UNPARK", "CHANNEL_HANGUP", "CHANNEL_HANGUP_COMPLETE", "CHANNEL_DESTROY",
        "CALL_UPDATE", "RECORD_START", "RECORD_STOP", "BACKGROUND_JOB", "HEARTBEAT",
    ];

    /// <summary>The names, in the order of the indexes below.</summary>
    public static readonly EslHeaderSet Set = new(Names());

    internal const int EventName = 0, CoreId = 1, Sequence = 2, Timestamp = 3, LegId = 4, ChannelName = 5, CallDirection = 6,
        CallState = 7, HangUpCause = 8, CallerName = 9, CallerNumber = 10, CalleeName = 11, Destination = 12, Context = 13,
        CreatedTime = 14, ProgressTime = 15, ProgressMediaTime = 16, AnsweredTime = 17, HangUpTime = 18, BridgedTime = 19,
        LastHoldTime = 20, OtherType = 21, OtherLeg = 22, BridgeA = 23, BridgeB = 24, RecordFile = 25,
        OriginatingLeg = 26, Originator = 27, SipCallId = 28, GatewayName = 29, Gateway = 30, UserName = 31, AuthUserName = 32,
        Recovered = 33, TransferHistory = 34, HangUpDisposition = 35, SipTermStatus = 36, RecordMilliseconds = 37,
        ForCall = 38, Tenant = 39, SipStatusCause = 40, DialedUser = 41, RequestUser = 42,
        TestMark = 43, AnswerTestMark = 44;

    private static string[] Names() =>
    [
        "Event-Name", "Core-UUID", "Event-Sequence", "Event-Date-Timestamp", "Unique-ID", "Channel-Name", "Call-Direction",
        "Channel-Call-State", "Hangup-Cause", "Caller-Caller-ID-Name", "Caller-Caller-ID-Number", "Caller-Callee-ID-Name",
        "Caller-Destination-Number", "Caller-Context",
        "Caller-Channel-Created-Time", "Caller-Channel-Progress-Time", "Caller-Channel-Progress-Media-Time",
        "Caller-Channel-Answered-Time", "Caller-Channel-Hangup-Time", "Caller-Channel-Bridged-Time",
        "Caller-Channel-Last-Hold", "Other-Type", "Other-Leg-Unique-ID", "Bridge-A-Unique-ID", "Bridge-B-Unique-ID", "Record-File-Path",
        "variable_originating_leg_uuid", "variable_originator", "variable_sip_call_id", "variable_sip_gateway_name", "variable_sip_gateway",
        "variable_user_name", "variable_sip_auth_username",
        "variable_recovered", "variable_transfer_history", "variable_sip_hangup_disposition", "variable_sip_term_status", "variable_record_ms",
        "variable_vc_call", "variable_vc_tenant", "variable_proto_specific_hangup_cause", "variable_dialed_user", "variable_sip_req_user",
        // Of an INVITE, and of its answer: a callee that is a test too (sofia_glue_set_extra_headers in sofia.c).
        "variable_sip_h_" + Core.Calls.TestMark.Header, "variable_sip_rh_" + Core.Calls.TestMark.Header,
    ];
}
