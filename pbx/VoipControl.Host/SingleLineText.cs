using System.Globalization;
using System.Text;
using Serilog.Core;
using Serilog.Events;

namespace VoipControl.Host;

/// <summary>
/// Writes control characters and line separators in logged texts as `\u000a`. Addresses, replies of a switch and words of
/// a caller are logged as they came: none may end a line and begin one that VoipControl never wrote, or steer a terminal.
/// </summary>
internal sealed class SingleLineText : ILogEventEnricher
{
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        List<LogEventProperty>? changed = null;
        foreach (var (name, value) in logEvent.Properties)
            if (value is ScalarValue { Value: string text } && text.Any(IsUnsafe)) (changed ??= []).Add(new LogEventProperty(name, new ScalarValue(Escape(text))));
        foreach (var property in changed ?? []) logEvent.AddOrUpdateProperty(property);
    }

    private static bool IsUnsafe(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (IsUnsafe(c)) escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else escaped.Append(c);
        }
        return escaped.ToString();
    }
}
