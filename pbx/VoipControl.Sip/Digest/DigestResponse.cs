using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace VoipControl.Sip.Digest;

/// <summary>The hash of a digest (RFC 7616 3.4.1 to 3.4.3, RFC 2617 3.2.2), in lower-case hexadecimal.</summary>
public static class DigestResponse
{
    /// <summary>H(A1) for the plain algorithms: what a server may keep instead of the password.</summary>
    public static string Secret(DigestAlgorithm algorithm, string userName, string realm, string password) =>
        Hash(algorithm, $"{userName}:{realm}:{password}");

    /// <summary>The response to a challenge.</summary>
    /// <param name="algorithm">One that is known.</param>
    /// <param name="secret">What <see cref="Secret"/> gives.</param>
    /// <param name="nonce">The server's.</param>
    /// <param name="method">Of the request.</param>
    /// <param name="uri">The digest-uri, as it stands in the credentials.</param>
    /// <param name="qop"><c>auth</c>, or null for the form of RFC 2069.</param>
    /// <param name="clientNonce">With qop.</param>
    /// <param name="nonceCount">With qop.</param>
    public static string Compute(DigestAlgorithm algorithm, string secret, string nonce, string method, string uri, string? qop = null, string? clientNonce = null, uint nonceCount = 0)
    {
        string a1 = algorithm is DigestAlgorithm.Md5Sess or DigestAlgorithm.Sha256Sess ? Hash(algorithm, $"{secret}:{nonce}:{clientNonce}") : secret;
        string a2 = Hash(algorithm, $"{method}:{uri}");
        return Hash(algorithm, qop is null
            ? $"{a1}:{nonce}:{a2}"
            : string.Create(CultureInfo.InvariantCulture, $"{a1}:{nonce}:{nonceCount:x8}:{clientNonce}:{qop}:{a2}"));
    }

    [SuppressMessage("Security", "CA5351", Justification = "MD5 is what RFC 3261 22.4 prescribes; SHA-256 is preferred where both sides know it.")]
    private static string Hash(DigestAlgorithm algorithm, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return Convert.ToHexStringLower(algorithm switch
        {
            DigestAlgorithm.Md5 or DigestAlgorithm.Md5Sess => MD5.HashData(bytes),
            DigestAlgorithm.Sha256 or DigestAlgorithm.Sha256Sess => SHA256.HashData(bytes),
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
        });
    }
}
