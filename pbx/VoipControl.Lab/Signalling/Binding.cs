using System.Net;
using VoipControl.Sip;

namespace VoipControl.Lab.Signalling;

/// <summary>One telephone that registered.</summary>
internal sealed record Binding
{
    public required string User { get; init; }
    public required string Domain { get; init; }

    /// <summary>Where the telephone wants its requests.</summary>
    public required SipAddress Contact { get; init; }

    public required string CallId { get; init; }
    public required uint Sequence { get; init; }

    /// <summary>Where its REGISTER came from.</summary>
    public required SipHop Source { get; init; }

    public required string UserAgent { get; init; }

    /// <summary>Seconds it asked for and got.</summary>
    public required int Expires { get; init; }

    /// <summary>Moment of its end on the switch's clock.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>A name, a TCP connection, or an address that nobody here can reach is called where it came from.</summary>
    public SipHop? Target =>
        Source.Protocol == SipProtocol.Tcp || !IPAddress.TryParse(Contact.Uri.Host.Trim('[', ']'), out _) ? Source : null;
}
