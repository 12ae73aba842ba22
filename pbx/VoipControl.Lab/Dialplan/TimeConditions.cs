using System.Globalization;
using System.Xml.Linq;

namespace VoipControl.Lab.Dialplan;

/// <summary>Attributes of a condition that look at the time (switch_xml_std_datetime_check in switch_xml.c).</summary>
internal static class TimeConditions
{
    private static readonly string[] Unsupported = ["date-time", "week", "mweek", "tz-offset", "dst"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private static readonly (string Name, Func<DateTime, int> Value)[] Numbers =
    [
        ("year", static t => t.Year), ("yday", static t => t.DayOfYear), ("mon", static t => t.Month), ("mday", static t => t.Day),
        ("hour", static t => t.Hour), ("minute", static t => t.Minute), ("minute-of-day", static t => t.Hour * 60 + t.Minute + 1),
    ];

    /// <summary>True or false when all attributes agree or one does not; null without any.</summary>
    /// <exception cref="DialplanException">An attribute is one that the lab switch does not know.</exception>
    public static bool? Check(XElement condition, DateTime now)
    {
        bool? result = null;
        foreach (var name in Unsupported)
            if (condition.Attribute(name) is not null)
                throw new DialplanException($"Time condition {name} is not supported.");
        foreach (var (name, value) in Numbers)
            if (condition.Attribute(name)?.Value is { } text)
                result = result != false && Ranges(text, value(now), Number);
        if (condition.Attribute("wday")?.Value is { } days)
            result = result != false && Ranges(days, (int)now.DayOfWeek + 1, Day);
        if (condition.Attribute("time-of-day")?.Value is { } times)
            result = result != false && Ranges(times, (int)now.TimeOfDay.TotalSeconds, TimeOfDay);
        return result;
    }

    /// <summary>A list of values and ranges; a range whose end is before its start goes round (switch_number_cmp).</summary>
    private static bool Ranges(string text, int value, Func<string, int> parse)
    {
        foreach (var part in text.Split(','))
        {
            var dash = part.IndexOf('-');
            var first = parse(dash < 0 ? part : part[..dash]);
            var last = dash < 0 ? first : parse(part[(dash + 1)..]);
            if (first <= last ? value >= first && value <= last : value >= first || value <= last)
                return true;
        }
        return false;
    }

    private static int Number(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new DialplanException($"Time condition: '{text}' is no number.");

    private static int Day(string text) =>
        Array.FindIndex(Days, d => text.Trim().StartsWith(d, StringComparison.OrdinalIgnoreCase)) is var day and >= 0 ? day + 1 : Number(text);

    private static int TimeOfDay(string text) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && text.Contains(':', StringComparison.Ordinal)
        ? (int)time.TotalSeconds
        : throw new DialplanException($"Time condition: '{text}' is no time of day.");
}
