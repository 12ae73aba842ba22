using System.Globalization;
using System.Text;

namespace VoipControl.Esl;

/// <summary>A command of the event socket itself, answered by a command/reply: subscriptions, filters, sendevent (parse_command in mod_event_socket.c).</summary>
public sealed class EslCommand
{
    private readonly KeyValuePair<string, string>[] _headers;
    private readonly byte[] _body;

    private EslCommand(string line, IEnumerable<KeyValuePair<string, string>>? headers = null, string body = "")
    {
        Line = EslText.CheckCommand(line);
        _headers = headers?.ToArray() ?? [];
        foreach (KeyValuePair<string, string> header in _headers)
        {
            EslText.CheckToken("header name", header.Key);
            EslText.CheckLine(header.Key, header.Value);
        }

        _body = Encoding.UTF8.GetBytes(body);
    }

    /// <summary>The command line.</summary>
    public string Line { get; }

    /// <summary>The first word of the line.</summary>
    public string Name => Line.Split(' ', 2)[0];

    /// <summary>
    /// Adds to the subscription: event names, then subclasses of CUSTOM events. The last call's format counts for all
    /// events. <c>ALL</c> is a name too.
    /// </summary>
    public static EslCommand Subscribe(IEnumerable<string> names, IEnumerable<string>? customSubclasses = null, bool json = false) =>
        new($"event {(json ? "json" : "plain")} {Words(names, customSubclasses)}");

    /// <summary>Takes event names and subclasses out of the subscription.</summary>
    public static EslCommand Unsubscribe(IEnumerable<string> names, IEnumerable<string>? customSubclasses = null) =>
        new($"nixevent {Words(names, customSubclasses)}");

    /// <summary>Ends the subscription of every event.</summary>
    public static EslCommand UnsubscribeAll() => new("noevents");

    /// <summary>Of the subscribed events, only those pass whose header has this value (several filters: any).</summary>
    public static EslCommand Filter(string header, string value)
    {
        EslText.CheckToken("header", header);
        EslText.CheckValue("value", value);
        // The command takes "delete" as its own word; a value cannot be mistaken, a header name could.
        if (header.Equals("delete", StringComparison.OrdinalIgnoreCase))
            throw new EslArgumentException("header", "must not be 'delete'");
        return new($"filter {header} {value}");
    }

    /// <summary>Removes the filters of a header.</summary>
    public static EslCommand RemoveFilter(string header) => new($"filter delete {EslText.CheckToken("header", header)}");

    /// <summary>Starts log/data at a level, 0 (console) to 7 (debug).</summary>
    public static EslCommand Log(int level)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 7);
        return new(string.Create(CultureInfo.InvariantCulture, $"log {level}"));
    }

    /// <summary>Ends log/data.</summary>
    public static EslCommand NoLog() => new("nolog");

    /// <summary>Fires an event in the switch, with headers and an optional body.</summary>
    public static EslCommand SendEvent(string name, IEnumerable<KeyValuePair<string, string>> headers, string body = "")
    {
        // "%s" in mod_event_socket.c: a NUL would end the body there, and the length would no longer be true.
        if (body.Contains('\0', StringComparison.Ordinal))
            throw new EslArgumentException("body", "contains a NUL");
        if (body.Length > EslText.MaxCommandLength)
            throw new EslArgumentException("body", string.Create(CultureInfo.InvariantCulture, $"has {body.Length} characters, {EslText.MaxCommandLength} are allowed"));
        return new($"sendevent {EslText.CheckToken("event name", name)}", headers, body);
    }

    /// <summary>Says goodbye: the switch answers, sends a disconnect notice and closes.</summary>
    public static EslCommand Exit() => new("exit");

    /// <summary>Any other command line. Only what would end the line is refused.</summary>
    public static EslCommand Raw(string line, IEnumerable<KeyValuePair<string, string>>? headers = null) => new(line, headers);

    /// <summary>The line. A body or headers are left out.</summary>
    public override string ToString() => Line;

    internal byte[] Encode()
    {
        var text = new StringBuilder(Line).Append('\n');
        foreach (KeyValuePair<string, string> header in _headers)
            text.Append(header.Key).Append(": ").Append(header.Value).Append('\n');
        if (_body.Length > 0)
            text.Append("Content-Length: ").Append(_body.Length.ToString(CultureInfo.InvariantCulture)).Append('\n');
        return [.. Encoding.UTF8.GetBytes(text.Append('\n').ToString()), .. _body];
    }

    private static string Words(IEnumerable<string> names, IEnumerable<string>? customSubclasses)
    {
        var words = new List<string>();
        foreach (string name in names)
            words.Add(EslText.CheckToken("event name", name));
        if (customSubclasses is not null)
        {
            // Everything after the word CUSTOM is a subclass (parse_command), so it comes last, once.
            words.RemoveAll(w => w.Equals("CUSTOM", StringComparison.OrdinalIgnoreCase));
            words.Add("CUSTOM");
            foreach (string subclass in customSubclasses)
            {
                EslText.CheckValue("subclass", subclass, 128);
                if (subclass.Length == 0 || subclass.AsSpan().IndexOfAny(" '\"\\") >= 0)
                    throw new EslArgumentException("subclass", "must not be empty or contain spaces or quotes");
                words.Add(subclass);
            }
        }

        return words.Count > 0 ? string.Join(' ', words) : throw new EslArgumentException("event names", "must not be empty");
    }
}
