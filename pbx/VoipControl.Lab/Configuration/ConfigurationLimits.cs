namespace VoipControl.Lab.Configuration;

/// <summary>How large a configuration may be. FreeSWITCH bounds only the depth of includes (switch_xml.c: 100).</summary>
internal sealed record ConfigurationLimits
{
    public static readonly ConfigurationLimits Default = new();

    /// <summary>Bytes of one file. Default 1 MB.</summary>
    public int FileBytes { get; init; } = 1 << 20;

    /// <summary>Characters of the document after all includes and variables. Default 8 million.</summary>
    public int Characters { get; init; } = 8 << 20;

    /// <summary>Files read, each counted as often as it is included. Default 500.</summary>
    public int Files { get; init; } = 500;

    /// <summary>Includes within includes. Default 20.</summary>
    public int IncludeDepth { get; init; } = 20;

    /// <summary>Elements within elements. Default 64.</summary>
    public int ElementDepth { get; init; } = 64;

    /// <summary>Variables set with X-PRE-PROCESS, together with those given. Default 10,000.</summary>
    public int Variables { get; init; } = 10_000;
}
