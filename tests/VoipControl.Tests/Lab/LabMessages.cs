using System.Text;
using NUnit.Framework;

namespace VoipControl.Tests.Lab;

/// <summary>Reads the messages of a capture file.</summary>
internal static class LabMessages
{
    public static List<LabMessage> OfCapture(string name)
    {
        var path = Path.Combine(TestContext.CurrentContext.TestDirectory, "Captures", "esl", name + ".esl");
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        var messages = new List<LabMessage>();
        while (TryTake(ref bytes, out var message))
            messages.Add(message);
        return messages;
    }

    public static List<LabEvent> EventsOfCapture(string name) =>
        [.. OfCapture(name).Where(m => m.ContentType.StartsWith("text/event", StringComparison.Ordinal)).Select(LabEvent.Of)];

    public static bool TryTake(ref ReadOnlySpan<byte> bytes, out LabMessage message)
    {
        message = null!;
        var end = bytes.IndexOf("\n\n"u8);
        if (end < 0)
            return false;
        var head = Encoding.ASCII.GetString(bytes[..end]).Split('\n')
            .Select(l => l.Split(": ", 2)).ToDictionary(l => l[0], l => l[1]);
        var length = head.TryGetValue("Content-Length", out var text)
            ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture)
            : 0;
        if (bytes.Length < end + 2 + length)
            return false;
        message = new LabMessage(head, Encoding.UTF8.GetString(bytes.Slice(end + 2, length)));
        bytes = bytes[(end + 2 + length)..];
        return true;
    }
}
