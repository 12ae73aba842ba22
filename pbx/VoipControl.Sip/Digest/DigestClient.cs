using System.Security.Cryptography;

namespace VoipControl.Sip.Digest;

/// <summary>
/// One user's credentials and the nonces servers have given for them. A known nonce is used again with a higher count, so that further requests
/// need no second round. Safe for several threads.
/// </summary>
/// <param name="userName">The user.</param>
/// <param name="password">The password; never written anywhere.</param>
/// <param name="random">Fills bytes with randomness; the system's when null.</param>
public sealed class DigestClient(string userName, string password, Action<Span<byte>>? random = null)
{
    // More realms than any path of proxies has; a server that makes up a new one each time does not grow this.
    private const int MaxRemembered = 16;

    private readonly Lock _lock = new();
    private readonly List<Remembered> _remembered = [];

    /// <summary>The user.</summary>
    public string UserName => userName;

    /// <summary>Begins the exchange over one request: it keeps count of how often that request was challenged.</summary>
    public DigestExchange Begin() => new(this);

    /// <inheritdoc/>
    public override string ToString() => $"Digest client of {userName}";

    /// <summary>Puts credentials for every realm that has been met into a request, in the place of those it may hold.</summary>
    internal void Authorize(SipRequest request)
    {
        lock (_lock)
        {
            // A copy of an earlier request holds credentials whose count is used up.
            request.Headers.Remove(SipHeaderNames.Authorization);
            request.Headers.Remove(SipHeaderNames.ProxyAuthorization);
            foreach (Remembered entry in _remembered)
                request.Headers.Add(entry.HeaderName, Answer(entry, request));
        }
    }

    /// <summary>Keeps a challenge, in the place of an earlier one of its realm.</summary>
    internal void Remember(string headerName, DigestChallenge challenge)
    {
        lock (_lock)
        {
            _remembered.RemoveAll(r => r.HeaderName == headerName && r.Challenge.Realm == challenge.Realm);
            if (_remembered.Count >= MaxRemembered)
                _remembered.RemoveAt(0);
            _remembered.Add(new Remembered(headerName, challenge));
        }
    }

    private string Answer(Remembered entry, SipRequest request)
    {
        DigestChallenge challenge = entry.Challenge;
        string uri = request.Uri.ToString();
        string? qop = challenge.OffersAuth ? "auth" : null;
        bool needsClientNonce = qop is not null || challenge.Algorithm is DigestAlgorithm.Md5Sess or DigestAlgorithm.Sha256Sess;
        string? clientNonce = needsClientNonce ? ClientNonce() : null;
        entry.Count++;
        string secret = DigestResponse.Secret(challenge.Algorithm, userName, challenge.Realm, password);
        return new DigestCredentials
        {
            UserName = userName,
            Realm = challenge.Realm,
            Nonce = challenge.Nonce,
            Uri = uri,
            Response = DigestResponse.Compute(challenge.Algorithm, secret, challenge.Nonce, request.Method, uri, qop, clientNonce, entry.Count),
            Algorithm = challenge.Algorithm,
            NamesAlgorithm = challenge.NamesAlgorithm,
            ClientNonce = clientNonce,
            NonceCount = entry.Count,
            Qop = qop,
            Opaque = challenge.Opaque,
        }.ToHeaderValue();
    }

    private string ClientNonce()
    {
        Span<byte> bytes = stackalloc byte[12];
        if (random is null)
            RandomNumberGenerator.Fill(bytes);
        else
            random(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    private sealed class Remembered(string headerName, DigestChallenge challenge)
    {
        public string HeaderName { get; } = headerName;

        public DigestChallenge Challenge { get; } = challenge;

        public uint Count { get; set; }
    }
}
