using System.Diagnostics.CodeAnalysis;

namespace VoipControl.Store;

/// <summary>Fits texts of the outside world into columns.</summary>
internal static class Text
{
    /// <summary>At most <paramref name="length"/> characters; never half a surrogate pair, which MySQL would refuse.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Cut(string? text, int length)
    {
        if (text is null || text.Length <= length) return text;
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}
