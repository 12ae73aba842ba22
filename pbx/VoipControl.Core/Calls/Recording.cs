using System.Text.Json.Serialization;

namespace VoipControl.Core.Calls;

/// <summary>A recording file on a node. Start or length are null where the event was missed or is still to come.</summary>
public sealed record Recording(
    string File, LegId Leg, string Node, DateTime? StartedAt = null, DateTime? StoppedAt = null,
    [property: JsonPropertyName("lengthSeconds")] TimeSpan? Length = null);
