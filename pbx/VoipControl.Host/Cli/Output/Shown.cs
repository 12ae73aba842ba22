using System.Globalization;
using System.Text;

namespace VoipControl.Host.Cli.Output;

/// <summary>
/// Makes any text fit to be shown. Names and numbers come from callers: an escape sequence in one could rewrite the
/// terminal, a line break could forge a row, and a change of direction could make one number look like another.
/// </summary>
internal static class Shown
{
    /// <summary>Longest text shown, characters; the rest is cut and marked.</summary>
    private const int Longest = 500;

    /// <summary>The text on one line: what is not printable is written as an escape such as \x1b or \u202e.</summary>
    public static string Text(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var isCut = text.Length > Longest;
        var taken = isCut ? text.AsSpan(0, Longest) : text;
        var shown = new StringBuilder(taken.Length + 8);
        for (var i = 0; i < taken.Length; i++)
        {
            var c = taken[i];
            if (char.IsSurrogate(c))
            {
                if (i + 1 < taken.Length && char.IsSurrogatePair(c, taken[i + 1])) shown.Append(c).Append(taken[++i]);
                else Escape(shown, c);
            }
            else if (IsDangerous(c)) Escape(shown, c);
            else shown.Append(c);
        }
        if (isCut) shown.Append('…');
        return shown.ToString();
    }

    private static bool IsDangerous(char c) =>
        // Controls of both sets, line and paragraph separators, and the marks that change direction (Unicode UAX 9, section 2).
        char.IsControl(c) || c is '\u2028' or '\u2029' or '\u061c' or '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\ufeff';

    private static void Escape(StringBuilder into, char c) => into.Append(c switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        <= '\u00ff' => string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
    });
}
