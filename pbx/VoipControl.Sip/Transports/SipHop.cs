using System.Net;

namespace VoipControl.Sip;

/// <summary>Where a message goes next, or came from.</summary>
/// <param name="Protocol">What carries it.</param>
/// <param name="Remote">The peer's address; for TCP it names the connection.</param>
public readonly record struct SipHop(SipProtocol Protocol, IPEndPoint Remote)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(Protocol == SipProtocol.Udp ? "udp" : "tcp")}:{Remote}";
}
