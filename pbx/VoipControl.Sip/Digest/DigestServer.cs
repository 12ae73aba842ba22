using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace VoipControl.Sip.Digest;

/// <summary>
/// Challenges requests and checks their credentials. A nonce says when it was made and that it was made here (a keyed hash), so nothing is kept
/// until it is used with a right password; then each of its counts is accepted once. Safe for several threads.
/// </summary>
public sealed class DigestServer
{
    private const int NonceBytes = 8 + 8 + 16;

    private readonly DigestServerOptions _options;
    private readonly Func<string, DigestAlgorithm, string?> _secretOf;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _startedUtc;
    private readonly long _startedAt;
    private readonly byte[] _key;
    private readonly Action<Span<byte>> _random;
    private readonly NonceCounts _counts;

    /// <summary>A server for one realm.</summary>
    /// <param name="options">Realm, algorithms, limits.</param>
    /// <param name="secretOf">
    /// <see cref="DigestResponse.Secret"/> of a user for an algorithm (for a -sess one that of its plain form is the same), or null for an unknown
    /// user.
    /// </param>
    /// <param name="time">The clock nonces are stamped and judged by.</param>
    /// <param name="key">Signs nonces; servers that share it accept each other's nonces. Random when null.</param>
    /// <param name="random">Fills bytes with randomness; the system's when null.</param>
    public DigestServer(DigestServerOptions options, Func<string, DigestAlgorithm, string?> secretOf, TimeProvider time, byte[]? key = null, Action<Span<byte>>? random = null)
    {
        _options = options;
        _secretOf = secretOf;
        _time = time;
        (_startedUtc, _startedAt) = (time.GetUtcNow(), time.GetTimestamp());
        _key = key ?? RandomNumberGenerator.GetBytes(32);
        _random = random ?? RandomNumberGenerator.Fill;
        _counts = new NonceCounts(options.MaxNonces);
    }

    /// <summary>Adds the challenges to a 401 (or, as a proxy would, to a 407), in order of preference.</summary>
    public void AddChallenges(SipResponse response, bool stale)
    {
        string name = response.Status == SipStatus.ProxyAuthenticationRequired ? SipHeaderNames.ProxyAuthenticate : SipHeaderNames.WwwAuthenticate;
        foreach (DigestAlgorithm algorithm in _options.Algorithms)
        {
            var challenge = new DigestChallenge { Realm = _options.Realm, Nonce = MakeNonce(), Algorithm = algorithm, IsStale = stale, OffersAuth = true };
            response.Headers.Add(name, challenge.ToString());
        }
    }

    /// <summary>Judges the credentials of a request, of Authorization or Proxy-Authorization.</summary>
    /// <param name="request">The request.</param>
    /// <param name="userName">The user when accepted.</param>
    public DigestVerdict Check(SipRequest request, out string? userName)
    {
        userName = null;
        var verdict = DigestVerdict.Missing;
        foreach (string field in request.Headers.Fields(SipHeaderNames.Authorization).Concat(request.Headers.Fields(SipHeaderNames.ProxyAuthorization)))
        {
            // Credentials for another realm are meant for another server on the way.
            if (!DigestCredentials.TryParse(field, out DigestCredentials? credentials) || credentials.Realm != _options.Realm)
                continue;
            verdict = Judge(request.Method, credentials);
            if (verdict == DigestVerdict.Accepted)
                userName = credentials.UserName;
            if (verdict != DigestVerdict.Wrong)
                return verdict;
        }

        return verdict;
    }

    private DigestVerdict Judge(string method, DigestCredentials credentials)
    {
        // Without qop there is no count, and what was heard on the wire could be sent again for as long as the nonce lives.
        if (!_options.Algorithms.Contains(credentials.Algorithm) || !string.Equals(credentials.Qop, "auth", StringComparison.OrdinalIgnoreCase))
            return DigestVerdict.Wrong;
        // The digest-uri is hashed as the client wrote it and not held against the Request-URI, which proxies rewrite (RFC 7616 3.4.6).
        if (_secretOf(credentials.UserName, credentials.Algorithm) is not { } secret)
            return DigestVerdict.Wrong;
        string expected = DigestResponse.Compute(
            credentials.Algorithm, secret, credentials.Nonce, method, credentials.Uri, credentials.Qop, credentials.ClientNonce, credentials.NonceCount);
        bool isRight = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(credentials.Response.ToLowerInvariant()));
        if (!isRight)
            return DigestVerdict.Wrong;
        return IsFresh(credentials.Nonce, out long madeAt) && _counts.TryUse(credentials.Nonce, madeAt, credentials.NonceCount)
            ? DigestVerdict.Accepted
            : DigestVerdict.Stale;
    }

    // Milliseconds of UTC as of our start and of the monotonic clock since: a wall clock that is put back would make the nonces of that hour older
    // than those forgotten, and lock everybody out.
    private long Now() => (_startedUtc + _time.GetElapsedTime(_startedAt)).ToUnixTimeMilliseconds();

    private string MakeNonce()
    {
        Span<byte> nonce = stackalloc byte[NonceBytes];
        BinaryPrimitives.WriteInt64BigEndian(nonce, Now());
        _random(nonce[8..16]);
        Sign(nonce[..16], nonce[16..]);
        return Base64Url.EncodeToString(nonce);
    }

    private bool IsFresh(string text, out long madeAt)
    {
        madeAt = 0;
        Span<byte> nonce = stackalloc byte[NonceBytes];
        // A tampered nonce may be of any length; what does not decode into exactly ours is none of ours.
        if (text.Length != Base64Url.GetEncodedLength(NonceBytes) || Base64Url.DecodeFromChars(text, nonce, out _, out int written) != OperationStatus.Done || written != NonceBytes)
            return false;
        Span<byte> signature = stackalloc byte[16];
        Sign(nonce[..16], signature);
        madeAt = BinaryPrimitives.ReadInt64BigEndian(nonce);
        long age = Now() - madeAt;
        return CryptographicOperations.FixedTimeEquals(signature, nonce[16..]) && age >= 0 && age <= _options.NonceLifetime.TotalMilliseconds;
    }

    private void Sign(ReadOnlySpan<byte> stamp, Span<byte> signature)
    {
        Span<byte> message = stackalloc byte[16 + 1024];
        int realm = Encoding.UTF8.GetBytes(_options.Realm.AsSpan(0, Math.Min(_options.Realm.Length, 256)), message[16..]);
        stamp.CopyTo(message);
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(_key, message[..(16 + realm)], hash);
        hash[..16].CopyTo(signature);
    }
}
