namespace VoipControl.Host.Cli.Output;

/// <summary>What a colour is to say, where there are colours.</summary>
internal enum Tone
{
    Plain,
    Good,
    Warning,
    Bad,
    Faint,
}
