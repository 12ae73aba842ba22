using VoipControl.Core.Calls;

namespace VoipControl.Store.Queries;

/// <summary>A row of `call_records` as the driver returns it.</summary>
internal sealed class CallRecordRow
{
    public CallId CallId { get; set; }
    public string Tenant { get; set; } = "";
    public CallPurpose Purpose { get; set; }
    public string Node { get; set; } = "";
    public Direction Direction { get; set; }
    public string CallerNumber { get; set; } = "";
    public string? CallerName { get; set; }
    public string CalleeNumber { get; set; } = "";
    public string? CalleeName { get; set; }
    public string? Trunk { get; set; }
    public string? Extension { get; set; }
    public DateTime StartedAt { get; set; }
    public DateTime? RingingAt { get; set; }
    public DateTime? AnsweredAt { get; set; }
    public DateTime? BridgedAt { get; set; }
    public DateTime EndedAt { get; set; }
    public Outcome Outcome { get; set; }
    public string? Cause { get; set; }
    public HangUpSide EndedBy { get; set; }
    public long TalkMs { get; set; }
    public long WaitMs { get; set; }
    public long HoldMs { get; set; }
    public int LegCount { get; set; }
    public int TransferCount { get; set; }
    public int RecordingCount { get; set; }
    public bool EndInferred { get; set; }
    public bool Recovered { get; set; }
    public string? TakeoverId { get; set; }
    public DateTime StoredAt { get; set; }

    public CallRecord ToRecord() => new()
    {
        CallId = CallId,
        Tenant = Tenant,
        Purpose = Purpose,
        Node = Node,
        Direction = Direction,
        Caller = new Party(CallerNumber, CallerName),
        Callee = new Party(CalleeNumber, CalleeName),
        Trunk = Trunk,
        Extension = Extension,
        StartedAt = StartedAt,
        RingingAt = RingingAt,
        AnsweredAt = AnsweredAt,
        BridgedAt = BridgedAt,
        EndedAt = EndedAt,
        Outcome = Outcome,
        Cause = Cause,
        EndedBy = EndedBy,
        Talk = TimeSpan.FromMilliseconds(TalkMs),
        Wait = TimeSpan.FromMilliseconds(WaitMs),
        OnHold = TimeSpan.FromMilliseconds(HoldMs),
        LegCount = LegCount,
        TransferCount = TransferCount,
        RecordingCount = RecordingCount,
        EndInferred = EndInferred,
        Recovered = Recovered,
        TakeoverId = TakeoverId,
        StoredAt = StoredAt,
    };
}
