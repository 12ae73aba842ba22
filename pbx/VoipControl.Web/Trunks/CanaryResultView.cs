using System.Text.Json.Serialization;
using VoipControl.Core.Trunks;
using VoipControl.Store.Trunks;

namespace VoipControl.Web.Trunks;

/// <summary>What one canary call came to.</summary>
internal sealed record CanaryResultView
{
    /// <summary>When the call began.</summary>
    public required DateTime At { get; init; }

    /// <summary>The host that placed it.</summary>
    public required string Observer { get; init; }

    /// <summary>All was well.</summary>
    public required bool Good { get; init; }

    /// <summary>What was wrong, the most telling first.</summary>
    public required IReadOnlyList<CanaryFault> Faults { get; init; }

    /// <summary>The verdict in words.</summary>
    public required string Detail { get; init; }

    /// <summary>Final SIP status; absent when none came.</summary>
    public int? Status { get; init; }

    /// <summary>From the INVITE to its final response, in seconds.</summary>
    [JsonPropertyName("setUpSeconds")]
    public TimeSpan? SetUp { get; init; }

    /// <summary>What we heard.</summary>
    public HeardView? Here { get; init; }

    /// <summary>What our own callee heard (mode Loop).</summary>
    public HeardView? There { get; init; }

    public static CanaryResultView Of(CanaryResult result) => new()
    {
        At = result.At,
        Observer = result.Observer,
        Good = result.Faults.Count == 0,
        Faults = result.Faults,
        Detail = result.Detail,
        Status = result.Status,
        SetUp = result.SetUp,
        Here = HeardView.Of(result.Here),
        There = HeardView.Of(result.There),
    };
}
