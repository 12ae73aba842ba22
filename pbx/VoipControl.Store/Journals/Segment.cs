using System.Globalization;

namespace VoipControl.Store.Journals;

/// <summary>
/// One file of a journal. Its name says the position (bytes since the journal began) and the number of its first entry,
/// in hexadecimal, so that names sort in order.
/// </summary>
internal sealed record Segment(string Path, long FirstPosition, long FirstNumber)
{
    private const string Extension = ".segment";

    public static Segment Of(string directory, long firstPosition, long firstNumber) =>
        new(System.IO.Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{firstPosition:x16}-{firstNumber:x16}{Extension}")), firstPosition, firstNumber);

    /// <summary>The segments of a folder, oldest first.</summary>
    /// <exception cref="JournalException">A segment's name cannot be read.</exception>
    public static List<Segment> List(string directory)
    {
        var segments = new List<Segment>();
        foreach (var path in System.IO.Directory.EnumerateFiles(directory, "*" + Extension))
        {
            var name = System.IO.Path.GetFileNameWithoutExtension(path);
            if (name.Length != 33 || name[16] != '-'
                || !long.TryParse(name.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var position)
                || !long.TryParse(name.AsSpan(17), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
                throw new JournalException($"{path} is not named as a journal segment: move it away.");
            segments.Add(new Segment(path, position, number));
        }
        segments.Sort(static (a, b) => a.FirstPosition.CompareTo(b.FirstPosition));
        return segments;
    }
}
