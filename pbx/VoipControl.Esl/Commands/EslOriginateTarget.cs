namespace VoipControl.Esl;

/// <summary>What an originated call does once it is answered: an extension of the dialplan, or one application.</summary>
public sealed class EslOriginateTarget
{
    private EslOriginateTarget(string word, string? dialplan, string? context)
    {
        Word = word;
        DialplanName = dialplan;
        Context = context;
    }

    internal string Word { get; }

    internal string? DialplanName { get; }

    internal string? Context { get; }

    /// <summary>Goes to an extension. FreeSWITCH's own defaults are dialplan XML and context default.</summary>
    /// <exception cref="EslArgumentException">The extension is empty, begins with <c>&amp;</c>, or cannot be carried.</exception>
    public static EslOriginateTarget Extension(string extension, string dialplan = "XML", string context = "default")
    {
        string word = EslQuoting.Argument("extension", extension);
        if (extension[0] == '&')
            throw new EslArgumentException("extension", "must not begin with '&'");
        CheckNotUndef("extension", extension);
        CheckNotUndef("dialplan", dialplan);
        CheckNotUndef("context", context);
        return new(word, EslText.CheckToken("dialplan", dialplan), EslText.CheckToken("context", context));
    }

    /// <summary>Runs one application, for example park, or bridge with the other side's dial string.</summary>
    /// <exception cref="EslArgumentException">The argument contains <c>)</c>, which ends it (originate_function takes the first), or cannot be carried.</exception>
    public static EslOriginateTarget Application(string name, string argument = "")
    {
        EslText.CheckToken("application", name);
        if (argument.Contains(')', StringComparison.Ordinal))
            throw new EslArgumentException("application argument", "must not contain ')', which ends it");
        return new(EslQuoting.Word($"&{name}({EslQuoting.ApplicationArgument(argument)})"), null, null);
    }

    /// <summary>
    /// Dials the other side and connects the two: click to call. Values with <c>)</c> or an apostrophe cannot be carried here;
    /// set those on the first leg and name them in its variable <c>export_vars</c>, which hands them on.
    /// </summary>
    /// <param name="legs">Whom to dial; the first to answer gets the call.</param>
    /// <param name="variables">Variables of every leg dialled here.</param>
    /// <param name="oneAfterTheOther">False dials all at once.</param>
    public static EslOriginateTarget Bridge(IReadOnlyList<EslOriginateLeg> legs, IReadOnlyDictionary<string, string>? variables = null, bool oneAfterTheOther = false) =>
        Application("bridge", DialStrings.DialString(legs, variables, oneAfterTheOther));

    /// <summary>Stays parked until another command comes.</summary>
    public static EslOriginateTarget Park() => Application("park");

    /// <summary>Bridges to a channel that exists.</summary>
    public static EslOriginateTarget Intercept(Guid channel) => Application("intercept", channel.ToString("D"));

    /// <summary>Listens to a channel (mod_dptools eavesdrop).</summary>
    public static EslOriginateTarget Eavesdrop(Guid channel) => Application("eavesdrop", channel.ToString("D"));

    internal static void CheckNotUndef(string argument, string value)
    {
        // originate_function takes this word, in any case and even when quoted, for "nothing given".
        if (value.Equals("undef", StringComparison.OrdinalIgnoreCase))
            throw new EslArgumentException(argument, "must not be 'undef'");
    }
}
