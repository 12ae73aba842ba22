namespace VoipControl.Core.Calls;

/// <summary>Why and how a leg ended.</summary>
/// <param name="Cause">Hang-up cause name, such as NORMAL_CLEARING (switch_channel.c, CAUSE_CHART).</param>
/// <param name="Disposition">`sip_hangup_disposition`: who sent what, such as recv_bye or send_cancel (mod_sofia.c).</param>
/// <param name="SipStatus">Final SIP status of a refused leg, 300 to 699.</param>
public sealed record HangUp(string Cause, string? Disposition = null, int? SipStatus = null);
