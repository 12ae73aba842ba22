namespace VoipControl.Sip;

/// <summary>Why a message was refused.</summary>
/// <param name="Status">What RFC 3261 wants answered when it was a request: 400, 413, 414, 416, 505, 513.</param>
/// <param name="Reason">What was wrong, in words that fit a reason phrase; nothing of the message itself is in it.</param>
/// <param name="Header">The canonical name of the header field that was wrong or missing; empty when it was the start line or the whole.</param>
public sealed record SipParseError(int Status, string Reason, string Header);
