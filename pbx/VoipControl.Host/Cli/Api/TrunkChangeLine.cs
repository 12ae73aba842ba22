namespace VoipControl.Host.Cli.Api;

/// <summary>A state change of a trunk, as far as it is shown.</summary>
internal sealed record TrunkChangeLine
{
    public required DateTime At { get; init; }
    public required string Observer { get; init; }
    public required string Before { get; init; }
    public required string State { get; init; }
    public string? Reason { get; init; }
}
