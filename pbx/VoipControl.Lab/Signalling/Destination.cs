using System.Net;
using VoipControl.Sip;

namespace VoipControl.Lab.Signalling;

/// <summary>One telephone or trunk that a target of a dial string stands for.</summary>
internal sealed record Destination
{
    /// <summary>Where the INVITE is addressed.</summary>
    public required SipUri Uri { get; init; }

    /// <summary>Number or user dialled, for the caller profile.</summary>
    public required string Number { get; init; }

    /// <summary>Name of the channel.</summary>
    public required string ChannelName { get; init; }

    /// <summary>Registered user who is dialled, or null.</summary>
    public string? User { get; init; }

    /// <summary>Gateway that it goes through, or null.</summary>
    public LabGateway? Gateway { get; init; }

    /// <summary>Where it is really sent; null = as the address says.</summary>
    public SipHop? Target { get; init; }

    /// <summary>What the far end's challenge is answered with.</summary>
    public SipCredentials? Credentials =>
        Gateway is { Username: { } user, Password: { } password } ? new SipCredentials(user, password) : null;

    /// <summary>Address that its messages go to, as far as it is known without asking for names.</summary>
    public IPEndPoint EndPoint => Target?.Remote
        ?? new IPEndPoint(IPAddress.TryParse(Uri.Host.Trim('[', ']'), out var address) ? address : IPAddress.Any, Uri.Port ?? 5060);

    /// <summary>Host of From, when the far end wants its own.</summary>
    public string? FromHost => Gateway?.Proxy;
}
