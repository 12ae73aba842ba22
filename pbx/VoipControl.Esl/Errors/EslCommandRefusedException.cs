namespace VoipControl.Esl;

/// <summary>
/// The switch answered a command with <c>-ERR</c> or <c>-USAGE</c>. The connection is fine.
/// </summary>
public sealed class EslCommandRefusedException : EslException
{
    internal EslCommandRefusedException(string command, string reply)
        : base($"The switch refused '{command}': {reply}")
    {
        Command = command;
        Reply = reply;
    }

    /// <summary>The name of the command, without its arguments.</summary>
    public string Command { get; }

    /// <summary>What the switch answered, without the line end, for example <c>-ERR No such channel!</c>.</summary>
    public string Reply { get; }

    /// <summary>True when the reason is that the channel does not exist (any more): mod_commands.c words it in several ways.</summary>
    public bool IsNoSuchChannel =>
        Reply.Contains("No such channel", StringComparison.OrdinalIgnoreCase)
        || Reply.Contains("Cannot locate session", StringComparison.OrdinalIgnoreCase)
        || Reply.Contains("Invalid uuid", StringComparison.OrdinalIgnoreCase);
}
