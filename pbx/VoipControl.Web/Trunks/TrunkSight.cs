using VoipControl.Core.Trunks;
using VoipControl.Store.Trunks;

namespace VoipControl.Web.Trunks;

/// <summary>How one host sees a target.</summary>
internal sealed record TrunkSight
{
    /// <summary>A process of role sip writes its states every few seconds; a row this old says nothing of now.</summary>
    internal static readonly TimeSpan Stale = TimeSpan.FromSeconds(30);

    /// <summary>The host.</summary>
    public required string Observer { get; init; }

    /// <summary>Where it stands; Unknown too when the host does not report.</summary>
    public required TargetState State { get; init; }

    /// <summary>Why it is not up.</summary>
    public string? Reason { get; init; }

    /// <summary>Since when it is in that state.</summary>
    public required DateTime Since { get; init; }

    /// <summary>When it was last probed.</summary>
    public DateTime? LastProbeAt { get; init; }

    /// <summary>Final SIP status of the last probe; absent when none came.</summary>
    public int? LastStatus { get; init; }

    /// <summary>Round trip of the last answered probe, in seconds.</summary>
    public double? RoundTripSeconds { get; init; }

    /// <summary>Smoothed round trip, in seconds.</summary>
    public double? SmoothedSeconds { get; init; }

    /// <summary>Shortest round trip of the window, in seconds.</summary>
    public double? MinSeconds { get; init; }

    /// <summary>Longest round trip of the window, in seconds.</summary>
    public double? MaxSeconds { get; init; }

    /// <summary>Probes of the window without an answer, in percent.</summary>
    public required double LossPercent { get; init; }

    /// <summary>Probes in the window.</summary>
    public required int Probes { get; init; }

    /// <summary>Penalty of its flapping; each loss adds 1,000, and it halves with time.</summary>
    public required double Penalty { get; init; }

    /// <summary>When this was written.</summary>
    public required DateTime UpdatedAt { get; init; }

    /// <summary>Where it is probed; only for tokens of scope admin.</summary>
    public string? Uri { get; init; }

    public static TrunkSight Of(TargetRow row, bool withAddresses, DateTime now)
    {
        var isStale = now - row.UpdatedAt > Stale;
        return new TrunkSight
        {
            Observer = row.Observer,
            State = isStale ? TargetState.Unknown : row.State,
            Reason = isStale ? $"its role sip has not written since {row.UpdatedAt:yyyy-MM-ddTHH:mm:ssZ}" : row.Reason,
            Since = row.Since,
            LastProbeAt = row.LastProbeAt,
            LastStatus = row.LastStatus,
            RoundTripSeconds = Seconds(row.RoundTrip),
            SmoothedSeconds = Seconds(row.Smoothed),
            MinSeconds = Seconds(row.Min),
            MaxSeconds = Seconds(row.Max),
            LossPercent = Math.Round(row.LossPercent, 1),
            Probes = row.Probes,
            Penalty = Math.Round(row.Penalty),
            UpdatedAt = row.UpdatedAt,
            Uri = withAddresses ? row.Uri : null,
        };
    }

    /// <summary>To the microsecond: on a local network a round trip has less than a millisecond.</summary>
    private static double? Seconds(TimeSpan? span) => span is { } length ? Math.Round(length.TotalSeconds, 6) : null;
}
