using System.Collections.Concurrent;
using System.Net;
using VoipControl.Sip;
using VoipControl.Sip.Digest;

namespace VoipControl.Tests.Sip.Phone;

/// <summary>A registrar with one password for everybody.</summary>
internal sealed class TinyRegistrar : SipEndpointHandler, IAsyncDisposable
{
    public const string Domain = "voip.example";
    public const string Password = "secret";

    private readonly DigestServer _digest = new(new DigestServerOptions { Realm = Domain },
        static (user, algorithm) => DigestResponse.Secret(algorithm, user, Domain, Password), TimeProvider.System);

    private readonly SipEndpoint _endpoint;

    public TinyRegistrar() => _endpoint = new SipEndpoint(new SipEndpointOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0) }, this);

    /// <summary>Contacts by user.</summary>
    public ConcurrentDictionary<string, SipUri> Contacts { get; } = new();

    public SipHop Hop => new(SipProtocol.Udp, _endpoint.LocalEndpoint);

    public Task StartAsync() => _endpoint.StartAsync();

    public override void OnRequest(SipIncomingRequest incoming)
    {
        var verdict = _digest.Check(incoming.Request, out var user);
        if (verdict != DigestVerdict.Accepted || user is null)
        {
            var challenge = incoming.CreateResponse(verdict == DigestVerdict.Wrong ? 403 : 401);
            if (verdict != DigestVerdict.Wrong) _digest.AddChallenges(challenge, verdict == DigestVerdict.Stale);
            incoming.Respond(challenge);
            return;
        }

        var contact = incoming.Request.Contacts[0];
        if (contact.Parameters["expires"] == "0") Contacts.TryRemove(user, out _);
        else Contacts[user] = contact.Uri;
        var response = incoming.CreateResponse(200);
        response.Headers.Add(SipHeaderNames.Contact, contact.ToString());
        incoming.Respond(response);
    }

    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();
}
