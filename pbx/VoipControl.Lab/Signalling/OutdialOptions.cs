using VoipControl.Lab.Channels;

namespace VoipControl.Lab.Signalling;

/// <summary>Times of an attempt and, when no leg stands behind it, who calls.</summary>
internal sealed record OutdialOptions
{
    /// <summary>How long a round of the dial string may take. FreeSWITCH's default is 60 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The call that originate begins; null when a leg dials.</summary>
    public CallTruth? Call { get; init; }

    /// <summary>Unique-ID for the first leg of originate, or null.</summary>
    public string? Uuid { get; set; }

    public string CallerIdName { get; init; } = "";
    public string CallerIdNumber { get; init; } = "0000000000";
}
