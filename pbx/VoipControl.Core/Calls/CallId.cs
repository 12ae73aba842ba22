namespace VoipControl.Core.Calls;

/// <summary>
/// Identifies one call for its whole life, across legs, transfers and takeovers. It equals the id of the call's
/// root leg (see <see cref="CallBook"/>), so it needs no coordination and is known from the first event on.
/// </summary>
public readonly record struct CallId(Guid Value)
{
    public override string ToString() => Value.ToString();
}
