namespace VoipControl.Sip.Digest;

/// <summary>The hash of a digest (RFC 7616 3.3, RFC 8760 2). The -sess forms hash nonce and cnonce into the secret part.</summary>
public enum DigestAlgorithm
{
    /// <summary>One this stack does not know; a challenge with it is passed over.</summary>
    Unknown,

    /// <summary>What every device knows; also meant when no algorithm is named.</summary>
    Md5,

    /// <summary>MD5-sess.</summary>
    Md5Sess,

    /// <summary>SHA-256.</summary>
    Sha256,

    /// <summary>SHA-256-sess.</summary>
    Sha256Sess,
}
