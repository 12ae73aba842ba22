namespace VoipControl.Sip.Digest;

/// <summary>How a <see cref="DigestServer"/> challenges.</summary>
public sealed record DigestServerOptions
{
    /// <summary>Names the set of users; goes into their secrets.</summary>
    public required string Realm { get; init; }

    /// <summary>Algorithms in order of preference, one challenge each (RFC 8760 2.3). Default MD5 alone: baresip and many phones know no other.</summary>
    public IReadOnlyList<DigestAlgorithm> Algorithms { get; init; } = [DigestAlgorithm.Md5];

    /// <summary>How long a nonce is good. Default 5 minutes.</summary>
    public TimeSpan NonceLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// For how many nonces the used counts are kept. Default 16,384. When there are more, the oldest is forgotten and from then on stale, so that
    /// a flood of registrations costs a round trip and neither memory nor safety.
    /// </summary>
    public int MaxNonces { get; init; } = 16_384;
}
