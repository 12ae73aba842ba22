namespace VoipControl.Pbx.Nodes;

/// <summary>Texts of the outside world as facts carry them. A header may have megabytes; a fact is kept in the journal, in memory and in MySQL.</summary>
internal static class FactText
{
    /// <summary>Longest text of a fact, in characters.</summary>
    public const int MaxLength = 1024;

    /// <summary>The longest path there is (PATH_MAX of Linux): a shorter one would name another file.</summary>
    public const int MaxPathLength = 4096;

    /// <summary>A year: no recording is longer, and a nonsensical number must not overflow.</summary>
    public const long MaxRecordingMilliseconds = 366L * 24 * 3600 * 1000;

    /// <summary>The beginning of a text; never half a surrogate pair.</summary>
    public static string Cut(string text) =>
        text.Length <= MaxLength ? text : text[..(char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
}
