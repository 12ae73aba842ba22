namespace VoipControl.Sip;

/// <summary>What a challenge (401, 407) is answered with.</summary>
/// <param name="User">The digest user name.</param>
/// <param name="Password">Its password; never printed.</param>
public sealed record SipCredentials(string User, string Password)
{
    /// <inheritdoc/>
    public override string ToString() => $"SipCredentials {{ User = {User} }}";
}
