namespace VoipControl.Core.Calls;

/// <summary>
/// Identifies one leg: the switch's Unique-ID. A recovered leg keeps it on the other node. Switches are configured
/// so that it is a UUID (FreeSWITCH's default; `inbound-use-callid-as-uuid` must stay off).
/// </summary>
public readonly record struct LegId(Guid Value)
{
    public override string ToString() => Value.ToString();
}
