namespace VoipControl.Sip;

/// <summary>How a call ended.</summary>
/// <param name="By">Who ended it.</param>
/// <param name="Status">
/// The final status of a call that was not answered (487 for a cancelled one, 408 when nobody answered); 200 for an answered
/// one that was ended with BYE; 408 or 481 when an answered one was lost.
/// </param>
/// <param name="Reason">The peer's Reason header (RFC 3326), e.g. <c>Q.850;cause=16</c>, when it sent one.</param>
/// <param name="Message">The response or request that ended it; null when we did.</param>
public sealed record SipCallEnd(SipCallEndedBy By, int Status, string? Reason = null, SipMessage? Message = null);
