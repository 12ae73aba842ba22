using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace VoipControl.Sip.Digest;

/// <summary>What WWW-Authenticate and Proxy-Authenticate hold (RFC 7616 3.3, RFC 3261 22). A field is one challenge, its commas are its own.</summary>
public sealed record DigestChallenge
{
    /// <summary>Names the set of users.</summary>
    public required string Realm { get; init; }

    /// <summary>The server's, opaque to the client.</summary>
    public required string Nonce { get; init; }

    /// <summary>Given back unchanged; null when there is none.</summary>
    public string? Opaque { get; init; }

    /// <summary>Whether the credentials were right and only the nonce is too old.</summary>
    public bool IsStale { get; init; }

    /// <summary>MD5 when the challenge names none.</summary>
    public DigestAlgorithm Algorithm { get; init; } = DigestAlgorithm.Md5;

    /// <summary>Whether the challenge names an algorithm; the answer then does too.</summary>
    public bool NamesAlgorithm { get; init; } = true;

    /// <summary>Whether qop has <c>auth</c> among its values.</summary>
    public bool OffersAuth { get; init; }

    /// <summary>Whether qop is there and has not <c>auth</c>: only auth-int, which is not spoken here.</summary>
    public bool NeedsOtherQop { get; init; }

    /// <summary>Whether this stack can answer it.</summary>
    public bool IsSupported => Algorithm != DigestAlgorithm.Unknown && !NeedsOtherQop;

    /// <summary>Reads one challenge; false when it is of another scheme or malformed.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DigestChallenge? challenge)
    {
        challenge = null;
        if (!DigestText.TryReadParameters(text, out Dictionary<string, string>? parameters)
            || !parameters.TryGetValue("realm", out string? realm)
            || !parameters.TryGetValue("nonce", out string? nonce))
            return false;
        string? algorithm = parameters.GetValueOrDefault("algorithm");
        string? qop = parameters.GetValueOrDefault("qop");
        bool hasAuth = qop?.Split([',', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Contains("auth", StringComparer.OrdinalIgnoreCase) == true;
        challenge = new DigestChallenge
        {
            Realm = realm,
            Nonce = nonce,
            Opaque = parameters.GetValueOrDefault("opaque"),
            IsStale = string.Equals(parameters.GetValueOrDefault("stale"), "true", StringComparison.OrdinalIgnoreCase),
            Algorithm = DigestText.AlgorithmOf(algorithm),
            NamesAlgorithm = algorithm is not null,
            OffersAuth = hasAuth,
            NeedsOtherQop = qop is not null && !hasAuth,
        };
        return true;
    }

    /// <summary>As it goes into the header field.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("Digest realm=").Append(SipText.Quote(Realm)).Append(", nonce=").Append(SipText.Quote(Nonce));
        if (Opaque is not null)
            text.Append(", opaque=").Append(SipText.Quote(Opaque));
        if (IsStale)
            text.Append(", stale=true");
        if (NamesAlgorithm)
            text.Append(", algorithm=").Append(DigestText.NameOf(Algorithm));
        // The server quotes the list of qop values, the client writes its one value bare (RFC 7616 3.3 and 3.4).
        if (OffersAuth)
            text.Append(", qop=\"auth\"");
        return text.ToString();
    }
}
