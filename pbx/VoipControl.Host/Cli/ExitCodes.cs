namespace VoipControl.Host.Cli;

/// <summary>What the process tells its caller when it ends.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>It crashed, or what was asked could not be done.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The configuration is wrong; a supervisor need not try again (EX_CONFIG of sysexits.h).</summary>
    public const int Configuration = 78;
}
