namespace VoipControl.Lab;

/// <summary>A live leg as it was when asked for.</summary>
/// <param name="Uuid">Unique-ID.</param>
/// <param name="RootUuid">Unique-ID of the call's first leg.</param>
/// <param name="Direction"><c>inbound</c> or <c>outbound</c>.</param>
/// <param name="Caller">Caller-Caller-ID-Number.</param>
/// <param name="Destination">Caller-Destination-Number.</param>
/// <param name="State">Channel-State.</param>
/// <param name="CallState">Channel-Call-State.</param>
/// <param name="PeerUuid">The leg it is bridged with, or null.</param>
public sealed record LabChannelView(
    string Uuid, string RootUuid, string Direction, string Caller, string Destination, string State, string CallState, string? PeerUuid);
