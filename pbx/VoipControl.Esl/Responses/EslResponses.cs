namespace VoipControl.Esl;

/// <summary>Reads what commands answer. Their outputs share no form; each method says which command it is for.</summary>
public static class EslResponses
{
    /// <summary>True for <c>-ERR …</c> and <c>-USAGE …</c>, the two ways in which a command refuses. Every other text is a result.</summary>
    public static bool IsRefusal(ReadOnlySpan<char> text) =>
        text.StartsWith("-ERR", StringComparison.Ordinal) || text.StartsWith("-USAGE", StringComparison.Ordinal);
}
