namespace VoipControl.Esl;

/// <summary>
/// One channel of <c>show channels as json</c> (table channels of switch_core_sqldb.c). A listed channel may be gone
/// (a zombie): only uuid_exists tells. Texts are empty when the switch has none.
/// </summary>
public sealed record EslChannelRow
{
    /// <summary>The channel.</summary>
    public required Guid Uuid { get; init; }

    /// <summary>The call it belongs to: the first leg's uuid. Equal to <see cref="Uuid"/> when the switch gives none.</summary>
    public required Guid CallUuid { get; init; }

    /// <summary>inbound or outbound, as the switch sees it.</summary>
    public required string Direction { get; init; }

    /// <summary>When the channel was created, to the second; null when the switch gives no time.</summary>
    public DateTimeOffset? Created { get; init; }

    public required string Name { get; init; }

    /// <summary>State of the channel's machine, for example CS_EXECUTE.</summary>
    public required string State { get; init; }

    /// <summary>State of the call, for example ACTIVE. A recovered leg may read DOWN although it is up.</summary>
    public required string CallState { get; init; }

    public required string CallerName { get; init; }

    public required string CallerNumber { get; init; }

    public required string Destination { get; init; }

    public required string CalleeName { get; init; }

    public required string CalleeNumber { get; init; }

    public required string Application { get; init; }

    public required string ApplicationData { get; init; }

    public required string Context { get; init; }

    public required string PresenceId { get; init; }

    public required string HostName { get; init; }
}
