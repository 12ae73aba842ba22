namespace VoipControl.Lab;

/// <summary>One call to be played. Times run on the switch's TimeProvider.</summary>
public sealed record LabCallPlan
{
    public LabCallKind Kind { get; init; } = LabCallKind.Bridged;

    public string Caller { get; init; } = "+99655510000";

    public string CallerName { get; init; } = "Rider 0";

    /// <summary>The number the caller dials.</summary>
    public string Destination { get; init; } = "7500";

    /// <summary>The extension that rings for it.</summary>
    public string Callee { get; init; } = "500";

    /// <summary>Where a transferred call goes; null = the callee's number and 1.</summary>
    public string? TransferTo { get; init; }

    /// <summary>Exported as <c>vc_tenant</c>; null = the tenant of the switch's options.</summary>
    public string? Tenant { get; init; }

    /// <summary>Set as <c>sip_gateway</c> on the root leg; null = it came from no gateway.</summary>
    public string? Gateway { get; init; }

    /// <summary>Variables set on the root leg by its dialplan and exported to the legs it dials.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>From the call's arrival to its answer or its failure. Default 200 ms.</summary>
    public TimeSpan Ring { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>From the answer to the hang-up. Default 2 s.</summary>
    public TimeSpan Talk { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Who hangs up an answered call.</summary>
    public LabSide HangUpBy { get; init; } = LabSide.Caller;

    /// <summary>True: after its arrival and the first leg dialled nothing happens by itself; the caller of
    /// <see cref="LabSwitch.PlaceCall"/> takes every step on the <see cref="LabCall"/>.</summary>
    public bool Manual { get; init; }
}
