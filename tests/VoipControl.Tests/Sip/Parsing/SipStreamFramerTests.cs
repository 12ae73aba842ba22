using System.Text;
using NUnit.Framework;
using VoipControl.Sip;

namespace VoipControl.Tests.Sip.Parsing;

internal sealed class SipStreamFramerTests
{
    private const string First = "OPTIONS sip:a@b SIP/2.0\r\nCall-ID: 1\r\nContent-Length: 4\r\n\r\nbody";
    private const string Second = "OPTIONS sip:a@b SIP/2.0\r\nl:0\r\nCall-ID: 2\r\n\r\n";

    private static List<string> Frames(SipStreamFramer framer, string text)
    {
        framer.Append(Encoding.UTF8.GetBytes(text));
        var frames = new List<string>();
        while (true)
        {
            SipFrame frame = framer.Read(out ReadOnlyMemory<byte> message);
            if (frame is SipFrame.NeedMore)
                return frames;
            frames.Add(frame is SipFrame.Message ? Encoding.UTF8.GetString(message.Span) : frame.ToString());
            if (frame is SipFrame.Broken)
                return frames;
        }
    }

    [Test]
    public void Messages_are_cut_by_their_lengths() =>
        Assert.That(Frames(new SipStreamFramer(), First + Second + First), Is.EqualTo(new[] { First, Second, First }));

    [Test]
    public void Single_bytes_make_the_same_messages()
    {
        var framer = new SipStreamFramer();
        var frames = new List<string>();
        foreach (char c in First + "\r\n" + Second + First)
            frames.AddRange(Frames(framer, c.ToString()));
        Assert.That(frames, Is.EqualTo(new[] { First, Second, First }));
    }

    [Test]
    public void Two_line_ends_between_messages_are_a_ping() =>
        Assert.That(Frames(new SipStreamFramer(), "\r\n\r\n" + First + "\r\n\r\n"), Is.EqualTo(new[] { "Ping", First, "Ping" }));

    [Test]
    public void A_ping_in_two_pieces_is_a_ping()
    {
        var framer = new SipStreamFramer();
        Assert.That(Frames(framer, "\r\n").Concat(Frames(framer, "\r\n")), Is.EqualTo(new[] { "Ping" }));
    }

    [TestCase("OPTIONS sip:a@b SIP/2.0\r\nCall-ID: 1\r\n\r\n", "no Content-Length")]
    [TestCase("OPTIONS sip:a@b SIP/2.0\r\nContent-Length: -1\r\n\r\n", "malformed Content-Length")]
    [TestCase("OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 1\r\nl: 1\r\n\r\n", "more than one")]
    [TestCase("OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 70000\r\n\r\n", "larger than 65535")]
    [TestCase("\rOPTIONS", "CR LF")]
    public void A_stream_that_cannot_be_read_on_says_why(string text, string why)
    {
        var framer = new SipStreamFramer();
        List<string> frames = Frames(framer, text);
        Assert.That((frames.LastOrDefault(), framer.Error), Is.EqualTo(("Broken", framer.Error)));
        Assert.That(framer.Error, Does.Contain(why));
    }

    [Test]
    public void A_head_without_end_breaks_the_stream_at_its_limit()
    {
        var framer = new SipStreamFramer();
        List<string> frames = [];
        for (int i = 0; i < 20 && frames.Count == 0; i++)
            frames = Frames(framer, new string('x', 1000));
        Assert.That((frames.SingleOrDefault(), framer.Buffered), Is.EqualTo(("Broken", 0)));
    }

    [Test]
    public void A_broken_stream_stays_broken_and_keeps_nothing()
    {
        var framer = new SipStreamFramer();
        Frames(framer, "X\r\n\r\n");
        Assert.That((Frames(framer, First).Single(), framer.Buffered), Is.EqualTo(("Broken", 0)));
    }
}
