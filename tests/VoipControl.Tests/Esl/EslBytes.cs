using System.Buffers;
using System.Globalization;
using System.Text;
using NUnit.Framework;
using VoipControl.Esl;

namespace VoipControl.Tests.Esl;

/// <summary>Bytes for the tests of this folder: captures, segments, single messages.</summary>
internal static class EslBytes
{
    public static string CaptureFolder => Path.Combine(TestContext.CurrentContext.TestDirectory, "Captures", "esl");

    public static byte[] Capture(string name) => File.ReadAllBytes(Path.Combine(CaptureFolder, name + ".esl"));

    /// <summary>All complete messages of a capture, and how many bytes of a cut one are left.</summary>
    public static (List<EslMessage> Messages, long Left) Messages(byte[] capture)
    {
        var rest = new ReadOnlySequence<byte>(capture);
        var messages = new List<EslMessage>();
        while (EslParser.TryRead(ref rest, EslLimits.Default, out EslMessage message))
            messages.Add(message);
        return (messages, rest.Length);
    }

    public static List<EslEvent> Events(string capture) => [.. Messages(Capture(capture)).Messages.Where(m => m.Event is not null).Select(m => m.Event!)];

    /// <summary>The bodies of a capture's events, cut out without the parser under test.</summary>
    public static IEnumerable<byte[]> Bodies(byte[] capture)
    {
        string text = Encoding.Latin1.GetString(capture);
        for (int at = 0; (at = text.IndexOf("Content-Length: ", at, StringComparison.Ordinal)) >= 0;)
        {
            int digits = at + "Content-Length: ".Length;
            int length = int.Parse(text.AsSpan(digits, text.IndexOf('\n', digits) - digits), CultureInfo.InvariantCulture);
            int body = text.IndexOf("\n\n", at, StringComparison.Ordinal) + 2;
            at = body + length;
            if (at <= capture.Length)
                yield return capture[body..at];
            else
                yield break;
        }
    }

    public static EslMessage Parse(string text)
    {
        var buffer = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(text));
        EslParser.TryRead(ref buffer, EslLimits.Default, out EslMessage message);
        return message;
    }

    public static ReadOnlySequence<byte> Segments(params byte[][] parts)
    {
        Segment? first = null;
        Segment? last = null;
        foreach (byte[] part in parts)
        {
            last = new Segment(part, last);
            first ??= last;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, Segment? before)
        {
            Memory = bytes;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
