using VoipControl.Core.Calls;

namespace VoipControl.Store.Queries;

/// <summary>A row of `call_records` as the driver returns it.</summary>
internal sealed class CallRecordRow
{
    public byte[] CallId { get; set; } = [];
    public string Tenant { get; set; } = "";
    public string Node { get; set; } = "";
    public string Direction { get; set; } = "";
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
    public string Outcome { get; set; } = "";
    public string? Cause { get; set; }
    public string EndedBy { get; set; } = "";
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
        CallId = new CallId(Columns.ToGuid(CallId)),
        Tenant = Tenant,
        Node = Node,
        Direction = Enum.Parse<Direction>(Direction, ignoreCase: true),
        Caller = new Party(CallerNumber, CallerName),
        Callee = new Party(CalleeNumber, CalleeName),
        Trunk = Trunk,
        Extension = Extension,
        StartedAt = Columns.Utc(StartedAt),
        RingingAt = Columns.Utc(RingingAt),
        AnsweredAt = Columns.Utc(AnsweredAt),
        BridgedAt = Columns.Utc(BridgedAt),
        EndedAt = Columns.Utc(EndedAt),
        Outcome = Enum.Parse<Outcome>(Outcome, ignoreCase: true),
        Cause = Cause,
        EndedBy = Enum.Parse<HangUpSide>(EndedBy, ignoreCase: true),
        Talk = TimeSpan.FromMilliseconds(TalkMs),
        Wait = TimeSpan.FromMilliseconds(WaitMs),
        OnHold = TimeSpan.FromMilliseconds(HoldMs),
        LegCount = LegCount,
        TransferCount = TransferCount,
        RecordingCount = RecordingCount,
        EndInferred = EndInferred,
        Recovered = Recovered,
        TakeoverId = TakeoverId,
        StoredAt = Columns.Utc(StoredAt),
    };
}
