using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace VoipControl.Sip.Digest;

/// <summary>What Authorization and Proxy-Authorization hold (RFC 7616 3.4, RFC 3261 22).</summary>
public sealed record DigestCredentials
{
    /// <summary>The user.</summary>
    public required string UserName { get; init; }

    /// <summary>The realm of the challenge.</summary>
    public required string Realm { get; init; }

    /// <summary>The nonce of the challenge.</summary>
    public required string Nonce { get; init; }

    /// <summary>The digest-uri that went into the hash; a proxy may have changed the Request-URI since.</summary>
    public required string Uri { get; init; }

    /// <summary>The hash, in lower-case hexadecimal when made here.</summary>
    public required string Response { get; init; }

    /// <summary>MD5 when none is named.</summary>
    public DigestAlgorithm Algorithm { get; init; } = DigestAlgorithm.Md5;

    /// <summary>Whether the algorithm is named.</summary>
    public bool NamesAlgorithm { get; init; } = true;

    /// <summary>The client's own nonce; null without qop.</summary>
    public string? ClientNonce { get; init; }

    /// <summary>How often the client has used the nonce; 0 without qop.</summary>
    public uint NonceCount { get; init; }

    /// <summary><c>auth</c>, or null.</summary>
    public string? Qop { get; init; }

    /// <summary>The challenge's, or null.</summary>
    public string? Opaque { get; init; }

    /// <summary>Reads credentials; false when they are of another scheme, malformed or not complete.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DigestCredentials? credentials)
    {
        credentials = null;
        if (!DigestText.TryReadParameters(text, out Dictionary<string, string>? parameters)
            || !parameters.TryGetValue("username", out string? user)
            || !parameters.TryGetValue("realm", out string? realm)
            || !parameters.TryGetValue("nonce", out string? nonce)
            || !parameters.TryGetValue("uri", out string? uri)
            || !parameters.TryGetValue("response", out string? response))
            return false;
        string? algorithm = parameters.GetValueOrDefault("algorithm");
        string? qop = parameters.GetValueOrDefault("qop");
        uint count = 0;
        string? nc = parameters.GetValueOrDefault("nc");
        // qop, cnonce and nc come together (RFC 7616 3.4); nc is 8 hexadecimal digits.
        if (qop is not null
            && (!parameters.ContainsKey("cnonce") || nc is not { Length: 8 } || !uint.TryParse(nc, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out count)))
            return false;
        credentials = new DigestCredentials
        {
            UserName = user,
            Realm = realm,
            Nonce = nonce,
            Uri = uri,
            Response = response,
            Algorithm = DigestText.AlgorithmOf(algorithm),
            NamesAlgorithm = algorithm is not null,
            ClientNonce = parameters.GetValueOrDefault("cnonce"),
            NonceCount = count,
            Qop = qop,
            Opaque = parameters.GetValueOrDefault("opaque"),
        };
        return true;
    }

    /// <summary>The header field's value. It lets nobody have the password, but a guess of it be tried: it belongs in no log.</summary>
    public string ToHeaderValue()
    {
        StringBuilder text = new StringBuilder("Digest username=").Append(SipText.Quote(UserName))
            .Append(", realm=").Append(SipText.Quote(Realm))
            .Append(", nonce=").Append(SipText.Quote(Nonce))
            .Append(", uri=").Append(SipText.Quote(Uri))
            .Append(", response=").Append(SipText.Quote(Response));
        if (NamesAlgorithm)
            text.Append(", algorithm=").Append(DigestText.NameOf(Algorithm));
        if (Qop is not null)
            text.Append(CultureInfo.InvariantCulture, $", cnonce={SipText.Quote(ClientNonce ?? "")}, qop={Qop}, nc={NonceCount:x8}");
        if (Opaque is not null)
            text.Append(", opaque=").Append(SipText.Quote(Opaque));
        return text.ToString();
    }

    /// <summary>User and realm only; for traces.</summary>
    public override string ToString() => $"Digest credentials of {UserName} in {Realm}";
}
