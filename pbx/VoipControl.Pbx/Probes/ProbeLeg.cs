namespace VoipControl.Pbx.Probes;

/// <summary>What one leg of a probe call went through, from its INVITE to its end. Received figures are of the audio that came here.</summary>
public sealed record ProbeLeg
{
    /// <summary>Number of the call in its run, from 1; 0 for a leg that reached the probe and belongs to none of its calls.</summary>
    public required int Call { get; init; }

    /// <summary>Which end it is.</summary>
    public required ProbeSide Side { get; init; }

    /// <summary>The address that was called, as in the request line.</summary>
    public required string To { get; init; }

    /// <summary>Call-ID of its dialog: names the leg in the switch's logs and records.</summary>
    public required string CallId { get; init; }

    /// <summary>When its INVITE was sent or came, UTC.</summary>
    public required DateTime StartedAt { get; init; }

    /// <summary>From the INVITE to the first 180 or 183; null when there was none.</summary>
    public TimeSpan? Ring { get; init; }

    /// <summary>From the INVITE to its 200; null when it was never answered.</summary>
    public TimeSpan? SetUp { get; init; }

    /// <summary>It was answered.</summary>
    public bool Answered => SetUp is not null;

    /// <summary>It was answered, and lasted until the probe ended the call.</summary>
    public bool Kept { get; init; }

    /// <summary>RTP packets sent.</summary>
    public long Sent { get; init; }

    /// <summary>RTP packets received.</summary>
    public long Received { get; init; }

    /// <summary>Packets that were sent to us, by their sequence numbers, and did not come.</summary>
    public long Lost { get; init; }

    /// <summary>Lost packets as a share of those expected, 0 to 1.</summary>
    public double Loss => Lost <= 0 ? 0 : (double)Lost / (Received + Lost);

    /// <summary>Interarrival jitter (RFC 3550 section 6.4.1).</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Longest time without a packet, from the first one to the end of the leg.</summary>
    public TimeSpan LargestGap { get; init; }

    /// <summary>When that gap began, UTC; null without a packet.</summary>
    public DateTime? LargestGapAt { get; init; }

    /// <summary>Frequencies heard, Hz.</summary>
    public IReadOnlyList<int> Tones { get; init; } = [];

    /// <summary>The frequency that should have been heard, Hz; null where any audio is good.</summary>
    public int? ExpectedTone { get; init; }

    /// <summary>Digits heard (RFC 4733).</summary>
    public string Digits { get; init; } = "";

    /// <summary>Who ended it, in a word: local, remote, timeout, transport.</summary>
    public required string EndedBy { get; init; }

    /// <summary>Status and reason of the refusal, or what ended an answered leg, such as "486 Busy Here", "BYE" or "BYE, Q.850 cause 16".</summary>
    public required string Cause { get; init; }

    /// <summary>Changes of the far end's address, port or codec that were followed.</summary>
    public int MediaChanges { get; init; }

    /// <summary>Set when all legs of the run are known (see <see cref="ProbeSummary.Judge"/>).</summary>
    public ProbeFault Fault { get; init; }

    /// <summary>Packets came, and among them the tone that was expected.</summary>
    public bool Hears => Received > 0 && (ExpectedTone is not { } tone || Tones.Contains(tone));
}
