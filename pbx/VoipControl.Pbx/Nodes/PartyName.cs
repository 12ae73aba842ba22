namespace VoipControl.Pbx.Nodes;

/// <summary>Names that a switch shows for parties.</summary>
internal static class PartyName
{
    /// <summary>The name, or null where it is only FreeSWITCH's word for "we do not know" (switch_ivr_originate.c).</summary>
    public static string? Read(string? name) => name is "Outbound Call" ? null : name;
}
