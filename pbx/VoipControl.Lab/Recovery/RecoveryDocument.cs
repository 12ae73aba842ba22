namespace VoipControl.Lab.Recovery;

/// <summary>
/// What a switch keeps of one answered leg so that another can go on with it: the XML in column <c>metadata</c> of table
/// <c>recovery</c> (switch_ivr_generate_xml_cdr in switch_ivr.c writes it, switch_core_session_request_xml in
/// switch_core_session.c reads it). Immutable.
/// </summary>
internal sealed record RecoveryDocument
{
    /// <summary>Characters of a document, and more than any real one has (9 to 12 KB).</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>Variables of a leg.</summary>
    public const int MaxVariables = 2000;

    /// <summary>Core-UUID of the writer.</summary>
    public string CoreUuid { get; init; } = "";

    /// <summary>Switch name of the writer.</summary>
    public string Switchname { get; init; } = "";

    /// <summary>The leg's state when it was written, such as CS_EXECUTE. Nothing depends on it.</summary>
    public string State { get; init; } = "CS_EXECUTE";

    /// <summary>Number of <see cref="State"/> in switch_channel_state_t.</summary>
    public int StateNumber { get; init; } = 4;

    /// <summary>Whether the switch placed the leg.</summary>
    public required bool Outbound { get; init; }

    /// <summary>Whether the leg began its bridge (CF_BRIDGE_ORIGINATOR); it is the one that bridges again.</summary>
    public bool BridgeOriginator { get; init; }

    /// <summary>The channel's variables in the order they were set, decoded.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Variables { get; init; }

    /// <summary>Name of the dialplan of the callflow, such as XML; empty for none.</summary>
    public string Dialplan { get; init; } = "";

    /// <summary>Number of the caller profile, counted from 1 over transfers.</summary>
    public string ProfileIndex { get; init; } = "1";

    /// <summary>The caller profile in force.</summary>
    public required RecoveryProfile Profile { get; init; }

    /// <summary>Profile of the leg that caused this one, or null.</summary>
    public RecoveryProfile? Originator { get; init; }

    /// <summary>Profile of the leg that this one caused, or null.</summary>
    public RecoveryProfile? Originatee { get; init; }

    /// <summary>Times of the leg.</summary>
    public RecoveryTimes Times { get; init; } = new();

    /// <summary>Extension's name; null when the leg has no extension.</summary>
    public string? ExtensionName { get; init; }

    /// <summary>Extension's number; null when the leg has no extension.</summary>
    public string? ExtensionNumber { get; init; }

    /// <summary>The extension's applications, all of them, also those that ran.</summary>
    public IReadOnlyList<RecoveryApplication> Applications { get; init; } = [];

    /// <summary>Unique-ID of the leg.</summary>
    public string? Uuid => this["uuid"];

    /// <summary>SIP profile of the leg.</summary>
    public string? ProfileName => this["recovery_profile_name"];

    /// <summary>Unique-ID of the leg it was bridged to, or null (switch_channel_get_partner_uuid).</summary>
    public string? Partner => this["signal_bond"] ?? this["originate_signal_bond"];

    /// <summary>A variable by name, ignoring case; null when it is not there. Of several the last counts.</summary>
    public string? this[string name]
    {
        get
        {
            for (var i = Variables.Count - 1; i >= 0; i--)
                if (Variables[i].Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                    return Variables[i].Value;
            return null;
        }
    }

    /// <summary>The XML.</summary>
    /// <exception cref="RecoveryException">It would be longer than <see cref="MaxLength"/>.</exception>
    public string ToXml() => RecoveryXml.Write(this);

    /// <summary>Reads the XML of this or of the real switch. Elements it does not know are skipped.</summary>
    /// <exception cref="RecoveryException">The text is too long, no XML, or lacks direction, variables or caller profile.</exception>
    public static RecoveryDocument Parse(string xml) => RecoveryXml.Read(xml);

    /// <summary>Short, for messages; variables may be private.</summary>
    public override string ToString() => $"{(Outbound ? "outbound" : "inbound")} leg {Uuid}";
}
