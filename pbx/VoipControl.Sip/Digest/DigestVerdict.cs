namespace VoipControl.Sip.Digest;

/// <summary>What <see cref="DigestServer.Check"/> says about a request.</summary>
public enum DigestVerdict
{
    /// <summary>The user knows the password.</summary>
    Accepted,

    /// <summary>There are no credentials for this realm, or malformed ones: challenge.</summary>
    Missing,

    /// <summary>The password is right, the nonce too old or used up: challenge with stale=true.</summary>
    Stale,

    /// <summary>User unknown, password wrong, or an algorithm or qop that was not offered: challenge again, or refuse with 403.</summary>
    Wrong,
}
