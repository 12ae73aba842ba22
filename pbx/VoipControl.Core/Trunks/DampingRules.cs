namespace VoipControl.Core.Trunks;

/// <summary>
/// How flapping is damped, after RFC 2439 (BGP route flap damping, section 4.2): each loss of a target adds a penalty that
/// decays with a half-life. Above <see cref="Suppress"/> the target is held down until the penalty is below <see cref="Reuse"/>.
/// </summary>
public sealed record DampingRules
{
    /// <summary>No damping: every change counts at once.</summary>
    public static readonly DampingRules None = new() { Suppress = double.PositiveInfinity };

    /// <summary>What one change from up to down adds. Default 1,000; the other figures are relative to it.</summary>
    public double Penalty { get; init; } = 1000;

    /// <summary>Penalty from which the target is held down. Default 2,500: the third loss within minutes.</summary>
    public double Suppress { get; init; } = 2500;

    /// <summary>Penalty below which it is let go. Default 750.</summary>
    public double Reuse { get; init; } = 750;

    /// <summary>Time in which the penalty halves. Default 5 minutes.</summary>
    public TimeSpan HalfLife { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest time that a target which has become calm is held. Default 30 minutes; bounds the penalty.</summary>
    public TimeSpan MaxHold { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The penalty never exceeds what decays to <see cref="Reuse"/> within <see cref="MaxHold"/>.</summary>
    public double Ceiling => Reuse * Math.Pow(2, MaxHold / HalfLife);
}
