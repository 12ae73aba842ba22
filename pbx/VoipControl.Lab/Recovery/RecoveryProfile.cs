namespace VoipControl.Lab.Recovery;

/// <summary>A caller profile in a recovery document; element names are the properties' (switch_ivr_set_xml_profile_data in switch_ivr.c).</summary>
internal sealed record RecoveryProfile
{
    public string Username { get; init; } = "";
    public string Dialplan { get; init; } = "";
    public string CallerIdName { get; init; } = "";
    public string CallerIdNumber { get; init; } = "";
    public string CalleeIdName { get; init; } = "";
    public string CalleeIdNumber { get; init; } = "";
    public string Ani { get; init; } = "";
    public string Aniii { get; init; } = "";
    public string NetworkAddr { get; init; } = "";
    public string Rdnis { get; init; } = "";
    public string DestinationNumber { get; init; } = "";
    public string Uuid { get; init; } = "";
    public string Source { get; init; } = "mod_sofia";
    public string TransferSource { get; init; } = "";
    public string Context { get; init; } = "";
    public string ChanName { get; init; } = "";
}
