using System.Net;
using VoipControl.Sip;

namespace VoipControl.Testing.Sip;

/// <summary>Requests written by hand, for what our own user agent would not send.</summary>
internal sealed class SipRequestText(IPEndPoint sentBy)
{
    private int _branches;

    /// <summary>A BYE of a call's caller, as of a given callee's tag.</summary>
    public string Bye(SipCall call, string toTag) => Request(
        "BYE", call.RemoteTarget.ToString(), call.CallId, call.LocalTag, toTag, call.Snapshot().LocalSequence + 1);

    /// <summary>Any request, in a dialog when there is a To tag.</summary>
    public string Request(
        string method, string uri, string callId, string fromTag, string? toTag, uint sequence, string extra = "", string? branch = null, int maxForwards = 70) =>
        $"{method} {uri} SIP/2.0\r\n"
        + $"Via: SIP/2.0/UDP {sentBy};rport;branch={branch ?? $"z9hG4bKhand{Interlocked.Increment(ref _branches)}"}\r\n"
        + $"Max-Forwards: {maxForwards}\r\n"
        + $"From: <sip:hand@{sentBy.Address}>;tag={fromTag}\r\n"
        + $"To: <{uri}>{(toTag is null ? "" : $";tag={toTag}")}\r\n"
        + $"Call-ID: {callId}\r\n"
        + $"CSeq: {sequence} {method}\r\n"
        + $"Contact: <sip:hand@{sentBy}>\r\n"
        + extra
        + "Content-Length: 0\r\n\r\n";
}
