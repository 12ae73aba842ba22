namespace VoipControl.Esl;

/// <summary>
/// Builds api commands whose arguments cannot become anything else. Where an argument takes free text it is quoted by the
/// rules of the switch's own parser; where it cannot be, it is refused with
/// an <see cref="EslArgumentException"/> that names it.
/// </summary>
public static partial class EslCommands
{
    /// <summary>The host's name. Costs the switch nothing, so it serves as a ping too.</summary>
    public static EslApi HostName() => new("hostname");

    /// <summary>The name under which the switch stores its recovery rows.</summary>
    public static EslApi SwitchName() => new("switchname");
}
