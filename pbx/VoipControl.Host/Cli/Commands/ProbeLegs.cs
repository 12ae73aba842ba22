namespace VoipControl.Host.Cli.Commands;

/// <summary>Which legs of a probe are listed.</summary>
internal enum ProbeLegs
{
    All,
    Bad,
    None,
}
