namespace VoipControl.Lab.Recovery;

/// <summary>What <c>sofia recover</c> does with the rows it found.</summary>
/// <param name="Legs">Legs in the order of their rows. Each gets CHANNEL_CREATE with <c>variable_recovered=true</c>, Answer-State
/// answered and <see cref="RecoveredLeg.CallState"/>, and an INVITE in its dialog; none gets CHANNEL_ANSWER.</param>
/// <param name="Refused">Rows that could not be used: leg and reason. They are deleted like the others.</param>
internal sealed record RecoveryPlan(IReadOnlyList<RecoveredLeg> Legs, IReadOnlyList<KeyValuePair<string, string>> Refused)
{
    /// <summary>Bridges to make once both legs' INVITEs are answered, each with a CHANNEL_BRIDGE of the first leg.</summary>
    public IEnumerable<(string Leg, string Partner)> Bridges =>
        Legs.Where(static l => l.Fate == LegFate.Bridges).Select(static l => (l.Uuid, l.Partner!));

    /// <summary>Header recovered_calls of the one CUSTOM <c>sofia::recovery_recovered</c>, which is sent also for 0.</summary>
    public int RecoveredCalls => Legs.Count;

    /// <summary>What the command prints, without line feed (sofia_function in mod_sofia.c).</summary>
    public string Reply => Legs.Count > 0 ? $"Recovered {Legs.Count} call(s)" : "No calls to recover.";

    /// <summary>Events in the order FreeSWITCH sends them, for those who compare: name and leg; the last has no leg.</summary>
    public IEnumerable<(string Event, string Leg)> Events =>
    [
        .. Legs.Select(static l => ("CHANNEL_CREATE", l.Uuid)),
        ("CUSTOM sofia::recovery_recovered", ""),
        .. Bridges.Select(static b => ("CHANNEL_BRIDGE", b.Leg)),
    ];
}
