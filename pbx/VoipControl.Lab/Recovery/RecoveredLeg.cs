namespace VoipControl.Lab.Recovery;

/// <summary>A leg to rebuild.</summary>
/// <param name="Uuid">Its Unique-ID, which it keeps.</param>
/// <param name="Document">What is known of it.</param>
/// <param name="Dialog">Its SIP dialog and media.</param>
/// <param name="Fate">What happens to it once it is rebuilt.</param>
/// <param name="Partner">The other leg, for <see cref="LegFate.Bridges"/> and <see cref="LegFate.IsBridged"/>.</param>
internal sealed record RecoveredLeg(string Uuid, RecoveryDocument Document, RecoveryDialog Dialog, LegFate Fate, string? Partner)
{
    /// <summary>Channel-Call-State in its CHANNEL_CREATE, as captured: a leg that the switch had placed reads DOWN, and goes on doing so
    /// once it is bridged.</summary>
    public string CallState => Document.Outbound ? "DOWN" : "ACTIVE";

    /// <summary>What it runs; empty unless <see cref="LegFate.RunsApplications"/>.</summary>
    public IReadOnlyList<RecoveryApplication> Applications { get; init; } = [];
}
