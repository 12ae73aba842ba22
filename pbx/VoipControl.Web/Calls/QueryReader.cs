using System.Globalization;
using Microsoft.AspNetCore.Http;
using VoipControl.Core.Calls;
using VoipControl.Web.Problems;

namespace VoipControl.Web.Calls;

/// <summary>Reads query parameters one by one and collects what is wrong with them, so that a client is told everything at once.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    private const int LongestText = 255;

    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    private readonly SortedDictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    /// <summary>A misspelt filter would otherwise show everything.</summary>
    public static void RefuseUnknown(IQueryCollection query, ReadOnlySpan<string> known)
    {
        var reader = new QueryReader(query);
        foreach (var name in query.Keys)
            if (!known.Contains(name)) reader.Wrong(FieldRules.Printable(name, 64), known.IsEmpty ? "There are no parameters here." : $"There is no such parameter; known: {string.Join(", ", known!)}.");
        reader.ThrowIfWrong();
    }

    public void Wrong(string name, string message) => _errors.TryAdd(name, [message]);

    public void ThrowIfWrong()
    {
        if (_errors.Count > 0) throw ProblemException.Invalid(_errors);
    }

    /// <summary>The text of a parameter; null when it is absent or wrong.</summary>
    public string? Text(string name, int longest = LongestText)
    {
        if (!query.TryGetValue(name, out var values)) return null;
        if (values.Count != 1)
        {
            Wrong(name, "It may be given once.");
            return null;
        }
        if (FieldRules.TextError(values[0]!, 1, longest) is not { } error) return values[0];
        Wrong(name, error);
        return null;
    }

    public T? Enum<T>(string name) where T : struct, Enum
    {
        if (Text(name) is not { } text) return null;
        if (TryEnum<T>(text, out var value)) return value;
        Wrong(name, $"It must be one of {string.Join(", ", System.Enum.GetNames<T>())}.");
        return null;
    }

    /// <summary>By name only: Enum.TryParse would also take numbers and lists.</summary>
    public static bool TryEnum<T>(string text, out T value) where T : struct, Enum
    {
        value = default;
        return text.All(char.IsAsciiLetter) && System.Enum.TryParse(text, ignoreCase: true, out value);
    }

    /// <summary>Which calls to show: customers' when the parameter is absent, null for all.</summary>
    public CallPurpose? Purpose()
    {
        if (Text("purpose") is not { } text) return CallPurpose.Customer;
        if (text.Equals("all", StringComparison.OrdinalIgnoreCase)) return null;
        if (TryEnum<CallPurpose>(text, out var purpose)) return purpose;
        Wrong("purpose", "It must be customer, canary, probe or all.");
        return CallPurpose.Customer;
    }

    public int? Number(string name, int min, int max)
    {
        if (Text(name) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max) return number;
        Wrong(name, $"It must be a whole number from {min} to {max}.");
        return null;
    }

    public DateTime? Time(string name)
    {
        if (Text(name) is not { } text) return null;
        if (DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            && at.Year is >= 1970 and < 9999) return at.UtcDateTime;
        Wrong(name, "It must be a time such as 2026-11-20, 2026-11-20T14:30:00Z or 2026-11-20T15:30:00%2B01:00 (a plus sign is written %2B in an address).");
        return null;
    }
}
