namespace VoipControl.Core.Trunks;

/// <summary>What happened in a canary call.</summary>
public sealed record CanaryOutcome
{
    /// <summary>Final SIP status of the INVITE; null when none came.</summary>
    public int? Status { get; init; }

    /// <summary>From sending the INVITE to its final response; null when none came.</summary>
    public TimeSpan? SetUp { get; init; }

    /// <summary>The other side ended the call before we did.</summary>
    public bool EndedByOther { get; init; }

    /// <summary>What we heard; null when the call was not answered.</summary>
    public HeardAudio? Here { get; init; }

    /// <summary>What our own callee heard, in mode loop; null when the call did not reach it.</summary>
    public HeardAudio? There { get; init; }

    /// <summary>The call could not be placed for a reason of our own, which this tells.</summary>
    public string? OwnFailure { get; init; }
}
