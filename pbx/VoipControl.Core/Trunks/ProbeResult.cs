namespace VoipControl.Core.Trunks;

/// <summary>What one OPTIONS request came to (RFC 3261 section 11).</summary>
/// <param name="Status">The final status, 200 to 699; null when none came.</param>
/// <param name="RoundTrip">From sending to the final response; zero when none came.</param>
/// <param name="Failure">Why none came, for people; null when one did.</param>
public sealed record ProbeResult(int? Status, TimeSpan RoundTrip, string? Failure = null)
{
    /// <summary>No final response came in time.</summary>
    public static ProbeResult Lost(string failure) => new(null, TimeSpan.Zero, failure);
}
