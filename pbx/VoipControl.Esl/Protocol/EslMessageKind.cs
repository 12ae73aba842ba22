namespace VoipControl.Esl;

/// <summary>What a message of the switch is, by its Content-Type (mod_event_socket.c).</summary>
public enum EslMessageKind
{
    /// <summary>auth/request: the switch asks for a password; the first message of an allowed connection.</summary>
    AuthRequest,

    /// <summary>command/reply: the answer to a command, in Reply-Text.</summary>
    CommandReply,

    /// <summary>api/response: the output of an api command, in the body.</summary>
    ApiResponse,

    /// <summary>text/event-plain or text/event-json.</summary>
    Event,

    /// <summary>log/data: a line of the switch's log, after the log command.</summary>
    Log,

    /// <summary>text/disconnect-notice: the switch is about to close the connection, or lingers.</summary>
    DisconnectNotice,

    /// <summary>text/rude-rejection: our address is not allowed.</summary>
    RudeRejection,
}
