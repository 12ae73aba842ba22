namespace VoipControl.Lab.Dialplan;

/// <summary>The call a dialplan is asked about.</summary>
internal sealed record DialplanCall
{
    /// <summary>The context, as in the profile's parameter or a transfer.</summary>
    public required string Context { get; init; }

    /// <summary>The number dialled.</summary>
    public required string Destination { get; init; }

    /// <summary>A field of the caller profile by the name that conditions use, such as <c>caller_id_number</c> or
    /// <c>network_addr</c> (switch_caller_get_field_by_name); null for an unknown one. <c>destination_number</c> and
    /// <c>context</c> are asked here too.</summary>
    public required Func<string, string?> Field { get; init; }

    /// <summary>What expressions with <c>${…}</c> see.</summary>
    public required ChannelScope Scope { get; init; }

    /// <summary>Sets a channel variable while the dialplan is read (DP_MATCH); null removes it.</summary>
    public Action<string, string?> SetVariable { get; init; } = static (_, _) => { };

    /// <summary>Runs an application marked inline, name and data given, data expanded. Only those that FreeSWITCH lets run
    /// while routing are given here.</summary>
    public Action<string, string> RunInline { get; init; } = static (_, _) => { };

    /// <summary>The time that time conditions look at, in the switch's time zone.</summary>
    public DateTime LocalTime { get; init; }
}
