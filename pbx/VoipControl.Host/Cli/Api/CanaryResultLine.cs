using System.Text.Json.Serialization;

namespace VoipControl.Host.Cli.Api;

/// <summary>A canary's result, as far as it is shown.</summary>
internal sealed record CanaryResultLine
{
    public required DateTime At { get; init; }
    public required string Observer { get; init; }
    public bool Good { get; init; }
    public required IReadOnlyList<string> Faults { get; init; }
    public required string Detail { get; init; }
    public int? Status { get; init; }

    [JsonPropertyName("setUpSeconds")]
    public TimeSpan? SetUp { get; init; }
}
