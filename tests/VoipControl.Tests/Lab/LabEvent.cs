using System.Text.Json;

namespace VoipControl.Tests.Lab;

/// <summary>An event's headers, decoded.</summary>
internal sealed record LabEvent(IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Name => Headers["Event-Name"];

    public string? this[string header] => Headers.GetValueOrDefault(header);

    public long Sequence => long.Parse(Headers["Event-Sequence"], System.Globalization.CultureInfo.InvariantCulture);

    public static LabEvent Of(LabMessage message) =>
        message.ContentType == "text/event-json" ? FromJson(message.Body) : FromPlain(message.Body);

    private static LabEvent FromPlain(string text)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        foreach (var line in text[..end].Split('\n'))
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            headers[line[..colon]] = Uri.UnescapeDataString(line[(colon + 2)..]);
        }
        return new LabEvent(headers, text[(end + 2)..]);
    }

    private static LabEvent FromJson(string text)
    {
        using var json = JsonDocument.Parse(text);
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        // A name may come twice: CHANNEL_HANGUP_COMPLETE has its Hangup-Cause so.
        foreach (var p in json.RootElement.EnumerateObject())
        {
            headers[p.Name] = p.Value.ValueKind == JsonValueKind.Array
                ? "ARRAY::" + string.Join("|:", p.Value.EnumerateArray().Select(v => v.GetString()))
                : p.Value.GetString()!;
        }
        return new LabEvent(headers, headers.GetValueOrDefault("_body", ""));
    }
}
