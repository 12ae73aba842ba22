using VoipControl.Core.Trunks;

namespace VoipControl.Store.Trunks;

/// <summary>What one canary call came to.</summary>
public sealed record CanaryResult
{
    public required Guid Id { get; init; }
    public required string Observer { get; init; }

    /// <summary>Name of the canary.</summary>
    public required string Canary { get; init; }

    public required CanaryMode Mode { get; init; }

    /// <summary>When the call began, UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>What was wrong, the most telling first; empty when all was well.</summary>
    public required IReadOnlyList<CanaryFault> Faults { get; init; }

    /// <summary>The verdict in words.</summary>
    public required string Detail { get; init; }

    /// <summary>Final SIP status; null when none came.</summary>
    public int? Status { get; init; }

    public TimeSpan? SetUp { get; init; }

    /// <summary>What we heard; null when the call was not answered.</summary>
    public HeardAudio? Here { get; init; }

    /// <summary>What our own callee heard; null when the call did not reach one.</summary>
    public HeardAudio? There { get; init; }
}
