namespace VoipControl.Lab.Channels;

/// <summary>Collects the truth about one call while it is up; guarded by <see cref="SwitchCore.Gate"/>.</summary>
internal sealed class CallTruth
{
    public required LabCallKind Kind { get; init; }
    public required string CoreId { get; init; }
    public string? Tenant { get; set; }
    public List<Channel> Legs { get; } = [];
    public int LiveLegs { get; set; }
    public int Holds { get; set; }
    public List<string> Transfers { get; } = [];
    public List<string> Recordings { get; } = [];
    public TaskCompletionSource<LabCallOutcome> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LabCallOutcome ToOutcome(bool lost = false)
    {
        var root = Legs[0];
        return new LabCallOutcome
        {
            RootUuid = root.Uuid,
            CoreId = CoreId,
            Kind = Kind,
            Outcome = lost && LiveLegs > 0 ? LabOutcome.Lost : OutcomeOf(root),
            HangupCause = root.HangupCause,
            Caller = root.Facts.Caller,
            Destination = root.InitialDestination,
            Tenant = Tenant,
            CreatedMicros = root.Profile.Created,
            AnsweredMicros = root.Profile.Answered,
            EndedMicros = LiveLegs > 0 ? 0 : Legs.Max(l => l.Profile.Hangup),
            Holds = Holds,
            Transfers = [.. Transfers],
            Recordings = [.. Recordings],
            Legs = [.. Legs.Select(l => new LabLegOutcome(
                l.Uuid, l.Inbound ? "inbound" : "outbound", l.InitialDestination,
                l.Profile.Created, l.Profile.Answered, l.Profile.Hangup, l.HangupCause))],
        };
    }

    private LabOutcome OutcomeOf(Channel root)
    {
        if (root.Answered)
            return LiveLegs > 0 ? LabOutcome.InProgress : LabOutcome.Answered;
        if (LiveLegs > 0)
            return LabOutcome.InProgress;
        return root.HangupCause switch
        {
            "USER_BUSY" => LabOutcome.Busy,
            "CALL_REJECTED" => LabOutcome.Rejected,
            "NO_ANSWER" or "NO_USER_RESPONSE" => LabOutcome.NoAnswer,
            "ORIGINATOR_CANCEL" => LabOutcome.Abandoned,
            _ => LabOutcome.Failed,
        };
    }
}
