using VoipControl.Core.Calls;

namespace VoipControl.Store.Queries;

/// <summary>Which calls or records a list shows. A null field does not filter.</summary>
public sealed record CallFilter
{
    public string? Tenant { get; init; }

    /// <summary>Customers' calls, canaries or probes.</summary>
    public CallPurpose? Purpose { get; init; }

    public string? Node { get; init; }

    /// <summary>Calls only: true for calls going on, false for ended ones.</summary>
    public bool? Live { get; init; }

    /// <summary>Calls only.</summary>
    public CallState? State { get; init; }

    public Direction? Direction { get; init; }

    /// <summary>Records only.</summary>
    public Outcome? Outcome { get; init; }

    public NumberFilter? Number { get; init; }

    /// <summary>Earliest start of a call, or end of a record; inclusive.</summary>
    public DateTime? From { get; init; }

    /// <summary>Latest start of a call, or end of a record; exclusive.</summary>
    public DateTime? To { get; init; }
}
