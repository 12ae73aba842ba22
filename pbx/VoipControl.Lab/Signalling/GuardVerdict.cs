using VoipControl.Lab.Users;
using VoipControl.Sip;

namespace VoipControl.Lab.Signalling;

/// <summary>Who sent a request, or how it is refused.</summary>
/// <param name="User">Whose password was right; null = refuse.</param>
/// <param name="Status">401, 407 or 403.</param>
/// <param name="Headers">The challenge.</param>
/// <param name="Username">Who the sender says it is; null = it gave no credentials.</param>
internal sealed record GuardVerdict(DirectoryUser? User, int Status, IReadOnlyList<SipHeader> Headers, string? Username);
