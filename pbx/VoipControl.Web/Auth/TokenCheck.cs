using VoipControl.Store.Queries;

namespace VoipControl.Web.Auth;

/// <summary>What became of a token's check. One of the two is set.</summary>
/// <param name="Token">The token, good now.</param>
/// <param name="Refusal">Why it is not, for the client.</param>
internal readonly record struct TokenCheck(ApiToken? Token, string? Refusal);
