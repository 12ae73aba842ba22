using System.Globalization;

namespace VoipControl.Esl;

/// <summary>
/// An originate command: dials one or more legs and connects the one that answers to a target. The answer is
/// <c>+OK uuid</c> of the answered leg, or <c>-ERR CAUSE</c>. It waits for the answer, so it belongs to
/// <see cref="EslConnection.BgApiAsync"/> with a time beyond <see cref="Timeout"/>.
/// </summary>
public sealed record EslOriginate
{
    /// <summary>Whom to dial; at least one.</summary>
    public required IReadOnlyList<EslOriginateLeg> Legs { get; init; }

    /// <summary>What happens to the answered leg.</summary>
    public required EslOriginateTarget Target { get; init; }

    /// <summary>True: one leg after the other, until one answers. False, the default: all at once.</summary>
    public bool OneAfterTheOther { get; init; }

    /// <summary>Variables of every leg. An empty value is left out, because FreeSWITCH drops it.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>The name the called party sees, or null for the switch's default.</summary>
    public string? CallerName { get; init; }

    /// <summary>The number the called party sees, or null for the switch's default.</summary>
    public string? CallerNumber { get; init; }

    /// <summary>How long to let it ring, in whole seconds, 1 s to 1 h. Default 60 s, as in FreeSWITCH.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Writes the command.</summary>
    /// <exception cref="EslArgumentException">A value cannot be carried safely; the message names it.</exception>
    public EslApi Build()
    {
        double seconds = Math.Round(Timeout.TotalSeconds);
        if (seconds is < 1 or > 3600)
            throw new EslArgumentException("timeout", "must be 1 s to 1 h");
        string dial = DialStrings.DialString(Legs, Variables, OneAfterTheOther);
        return new EslApi("originate", string.Join(
            ' ',
            EslQuoting.Word(dial),
            Target.Word,
            Target.DialplanName ?? "undef",
            Target.Context ?? "undef",
            Caller("caller name", CallerName),
            Caller("caller number", CallerNumber),
            ((int)seconds).ToString(CultureInfo.InvariantCulture)));
    }

    private static string Caller(string argument, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return "undef";
        EslOriginateTarget.CheckNotUndef(argument, value);
        return EslQuoting.Argument(argument, value);
    }
}
