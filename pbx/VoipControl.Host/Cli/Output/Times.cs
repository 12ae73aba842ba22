using System.Globalization;

namespace VoipControl.Host.Cli.Output;

/// <summary>How times and durations are written and read.</summary>
internal static class Times
{
    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ssK"];

    /// <summary>UTC to the second, such as `2026-11-20 14:30:05Z`.</summary>
    public static string Text(DateTime? at) => at is { } time ? time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "";

    /// <summary>UTC to the millisecond, without the day: `14:30:05.123Z`.</summary>
    public static string OfDay(DateTime at) => at.ToString("HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>The two largest units, such as `3m12s`, `1h05m`, `2d04h`; below a second `0.4s`.</summary>
    public static string Text(TimeSpan? length)
    {
        if (length is not { } span) return "";
        if (span < TimeSpan.Zero) span = TimeSpan.Zero;
        return span switch
        {
            { TotalSeconds: > 0 and < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0.1, Math.Floor(span.TotalSeconds * 10) / 10):0.0}s"),
            { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalSeconds}s"),
            { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Minutes}m{span.Seconds:00}s"),
            { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Hours}h{span.Minutes:00}m"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays}d{span.Hours:00}h"),
        };
    }

    /// <summary>
    /// Reads `2026-11-20`, `2026-11-20T14:30Z` (without a zone: UTC), `today`, `yesterday`, `now`, or an age such as `90s`,
    /// `15m`, `2h`, `7d`.
    /// </summary>
    public static bool TryRead(string text, DateTime now, out DateTime at)
    {
        at = now;
        switch (text)
        {
            case "now": return true;
            case "today":
                at = now.Date;
                return true;
            case "yesterday":
                at = now.Date.AddDays(-1);
                return true;
        }
        if (TryReadLength(text, out var age))
        {
            at = now - age;
            return true;
        }
        if (!DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read) || read.Year < 1970) return false;
        at = read.UtcDateTime;
        return true;
    }

    /// <summary>Reads `90s`, `15m`, `2h` or `7d`, up to ten years.</summary>
    public static bool TryReadLength(string text, out TimeSpan length)
    {
        length = default;
        if (text.Length is < 2 or > 10 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return false;
        double seconds = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => 0 };
        if (seconds == 0 || count * seconds > 3_660.0 * 86_400) return false;
        length = TimeSpan.FromSeconds(count * seconds);
        return true;
    }

    /// <summary>As the API takes it.</summary>
    public static string ForApi(DateTime at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
