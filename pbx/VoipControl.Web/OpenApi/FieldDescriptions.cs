namespace VoipControl.Web.OpenApi;

/// <summary>Descriptions of fields whose name says enough in the code, and not enough in a reference.</summary>
internal static class FieldDescriptions
{
    private static readonly Dictionary<string, string> ByName = new(StringComparer.Ordinal)
    {
        ["id"] = "Its id.",
        ["call"] = "The call.",
        ["callId"] = "The call's id.",
        ["tenant"] = "Tenant it belongs to.",
        ["purpose"] = "Whether it is a customer's call or a test (canary, probe).",
        ["node"] = "Name of the node.",
        ["name"] = "Its name.",
        ["number"] = "Number as the switch shows it.",
        ["state"] = "Where it stands.",
        ["direction"] = "Which way it runs, seen from the switch.",
        ["caller"] = "The calling party.",
        ["callee"] = "The called party.",
        ["trunk"] = "Gateway it came from or went to.",
        ["extension"] = "Registered user that takes part.",
        ["channel"] = "The switch's name of the channel.",
        ["sipCallId"] = "Call-ID of the SIP dialog.",
        ["sipStatus"] = "Final SIP status of a refused leg.",
        ["originator"] = "The leg that made this one.",
        ["startedAt"] = "When it began.",
        ["createdAt"] = "When it was made.",
        ["ringingAt"] = "When it first rang.",
        ["answeredAt"] = "When it was answered.",
        ["endedAt"] = "When it ended; absent while it goes on.",
        ["stoppedAt"] = "When it stopped.",
        ["lengthSeconds"] = "Its length in seconds.",
        ["outcome"] = "How the call ended, in a dispatcher's words; absent while it goes on.",
        ["cause"] = "Hang-up cause name, such as NORMAL_CLEARING.",
        ["endedBy"] = "Who ended the call.",
        ["endInferred"] = "The end was concluded from its absence and not reported by the switch.",
        ["recovered"] = "It went through a takeover.",
        ["takeoverId"] = "Which takeover.",
        ["legs"] = "Its legs, oldest first.",
        ["leg"] = "The leg.",
        ["holds"] = "Holds, oldest first.",
        ["recordings"] = "Recording files, oldest first.",
        ["bridges"] = "Times in which the leg was connected with another.",
        ["with"] = "The other leg.",
        ["from"] = "From when.",
        ["to"] = "Until when; absent while it goes on.",
        ["file"] = "File on the node.",
        ["legCount"] = "How many legs it had.",
        ["transferCount"] = "How many times it was transferred.",
        ["recordingCount"] = "How many recordings were made.",
        ["connectedAt"] = "Since when its pbx process is connected with it.",
        ["lastHeartbeatAt"] = "When it was last heard of.",
        ["reply"] = "The switch's own words.",
        ["variables"] = "The call's own channel variables (`vc_…`).",
    };

    public static string? Of(string field) => ByName.GetValueOrDefault(field);
}
