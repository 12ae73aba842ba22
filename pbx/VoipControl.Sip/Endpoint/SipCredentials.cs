using VoipControl.Sip.Digest;

namespace VoipControl.Sip;

/// <summary>What a challenge (401, 407) is answered with.</summary>
/// <param name="User">The digest user name.</param>
/// <param name="Password">Its password; never printed.</param>
public sealed record SipCredentials(string User, string Password)
{
    /// <inheritdoc/>
    public override string ToString() => $"SipCredentials {{ User = {User} }}";

    /// <summary>A client of its own for one call, registration or request: nonces are not shared, nor are their counts.</summary>
    internal DigestClient CreateClient() => new(User, Password);
}
