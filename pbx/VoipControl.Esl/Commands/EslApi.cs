namespace VoipControl.Esl;

/// <summary>
/// An api command with its arguments, ready to be sent by <see cref="EslConnection.ApiAsync"/> or
/// <see cref="EslConnection.BgApiAsync"/>. <see cref="EslCommands"/> builds the safe ones; the constructor takes text as it
/// is and only makes sure that it stays one line.
/// </summary>
public sealed class EslApi
{
    /// <summary>A command by name with arguments as the switch is to see them.</summary>
    /// <exception cref="EslArgumentException">The text cannot be one command line.</exception>
    public EslApi(string name, string arguments = "")
    {
        Name = EslText.CheckToken("command name", name);
        Arguments = EslText.CheckLine("arguments", arguments, EslText.MaxCommandLength);
        EslText.CheckCommand(ToString());
    }

    /// <summary>The command's name, for example <c>uuid_kill</c>.</summary>
    public string Name { get; }

    /// <summary>The arguments, quoted as the command needs them.</summary>
    public string Arguments { get; }

    /// <summary>The command as the switch gets it. It may contain numbers and names of people.</summary>
    public override string ToString() => Arguments.Length == 0 ? Name : Name + " " + Arguments;
}
