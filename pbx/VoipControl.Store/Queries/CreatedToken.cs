namespace VoipControl.Store.Queries;

/// <summary>A token just made: the only time its secret is known.</summary>
/// <param name="Token">The token.</param>
/// <param name="Secret">What the client sends after `Bearer`. It is kept nowhere.</param>
public sealed record CreatedToken(ApiToken Token, string Secret)
{
    public override string ToString() => $"CreatedToken {{ Token = {Token}, Secret = (not shown) }}";
}
