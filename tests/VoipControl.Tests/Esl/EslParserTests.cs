using System.Buffers;
using System.Text;
using NUnit.Framework;
using VoipControl.Esl;

namespace VoipControl.Tests.Esl;

internal sealed class EslParserTests
{
    private const string EventMessage =
        "Content-Length: 41\nContent-Type: text/event-plain\n\nEvent-Name: HEARTBEAT\nCaller: J%C3%BCrg\n\n";

    [TestCase(EventMessage)]
    [TestCase("Content-Type: auth/request\n\n")]
    [TestCase("Content-Type: command/reply\nReply-Text: +OK accepted\n\n")]
    [TestCase("Content-Type: api/response\nContent-Length: 3\n\nabc")]
    public void Every_prefix_of_a_message_asks_for_more_and_consumes_nothing(string message)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(message);
        Assert.Multiple(() =>
        {
            for (int length = 0; length < bytes.Length; length++)
            {
                var buffer = new ReadOnlySequence<byte>(bytes, 0, length);
                Assert.That(EslParser.TryRead(ref buffer, EslLimits.Default, out _), Is.False, $"prefix of {length} bytes");
                Assert.That(buffer.Length, Is.EqualTo(length), $"prefix of {length} bytes");
            }
        });
    }

    [Test]
    public void A_message_cut_at_any_byte_into_two_segments_reads_the_same()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(EventMessage);
        Assert.Multiple(() =>
        {
            for (int cut = 0; cut <= bytes.Length; cut++)
            {
                ReadOnlySequence<byte> buffer = EslBytes.Segments(bytes[..cut], bytes[cut..]);
                Assert.That(EslParser.TryRead(ref buffer, EslLimits.Default, out EslMessage message), Is.True);
                using EslEvent received = message.Event!;
                Assert.That(received.Get("Caller"), Is.EqualTo("Jürg"), $"cut at {cut}");
                Assert.That(buffer.IsEmpty, Is.True);
            }
        });
    }

    [Test]
    public void A_message_of_single_byte_segments_is_read()
    {
        byte[][] segments = [.. Encoding.UTF8.GetBytes(EventMessage).Select(b => new[] { b })];
        ReadOnlySequence<byte> buffer = EslBytes.Segments(segments);
        Assert.That(EslParser.TryRead(ref buffer, EslLimits.Default, out EslMessage message), Is.True);
        using EslEvent received = message.Event!;
        Assert.That(received.Name.ToString(), Is.EqualTo("HEARTBEAT"));
    }

    [Test]
    public void Content_length_counts_bytes_not_characters()
    {
        const string Body = "+OK Jürg 李";
        byte[] bytes = Encoding.UTF8.GetBytes($"Content-Type: api/response\nContent-Length: {Encoding.UTF8.GetByteCount(Body)}\n\n{Body}Content-Type: auth/request\n\n");
        var buffer = new ReadOnlySequence<byte>(bytes);
        EslParser.TryRead(ref buffer, EslLimits.Default, out EslMessage first);
        EslParser.TryRead(ref buffer, EslLimits.Default, out EslMessage second);
        Assert.That((first.Text, second.Kind), Is.EqualTo((Body, EslMessageKind.AuthRequest)));
    }

    [TestCase("Content-Type: api/response\nContent-Length: 2147483648\n\n", "2147483648")]
    [TestCase("Content-Type: api/response\nContent-Length: 8388609\n\n", "8388608 bytes are allowed")]
    [TestCase("Content-Type: api/response\nContent-Length: 99999999999999999999999\n\n", "Content-Length")]
    [TestCase("Content-Type: api/response\nContent-Length: -1\n\n", "negative")]
    [TestCase("Content-Type: api/response\nContent-Length: twelve\n\n", "not a number")]
    [TestCase("Content-Type: api/response\nContent-Length: 1 2\n\n", "not a number")]
    [TestCase("Content-Type: api/response\nContent-Length:\n\n", "not a number")]
    [TestCase("Content-Type: api/response\nContent-Length: 1\nContent-Length: 2\n\n", "two Content-Length")]
    [TestCase("Content-Type: api/response\n\n", "no Content-Length")]
    [TestCase("Content-Type: text/event-plain\n\n", "no Content-Length")]
    [TestCase("Content-Type command/reply\n\n", "no name and colon")]
    [TestCase(": command/reply\n\n", "no name and colon")]
    [TestCase("Reply-Text: +OK\n\n", "no Content-Type")]
    [TestCase("\n\n", "no name and colon")]
    [TestCase("Content-Type: text/event-xml\nContent-Length: 1\n\n", "unknown: 'text/event-xml'")]
    [TestCase("HTTP/1.1 400 Bad Request\nServer: x\n\n", "no name and colon")]
    [TestCase("Content-Length: 2\nContent-Type: text/event-json\n\n[]", "not an object")]
    [TestCase("Content-Length: 9\nContent-Type: text/event-json\n\n{\"a\": \"b\"", "not valid json")]
    [TestCase("Content-Length: 12\nContent-Type: text/event-json\n\n{\"a\": {\"b\":1", "neither a text")]
    [TestCase("Content-Length: 12\nContent-Type: text/event-json\n\n{\"a:b\": \"c\"}", "colon")]
    public void What_is_no_message_is_named(string text, string problem)
    {
        Assert.That(() => EslBytes.Parse(text), Throws.InstanceOf<EslProtocolException>().With.Message.Contains(problem));
    }

    [Test]
    public void A_header_of_10_MB_is_refused_long_before_it_is_complete()
    {
        string start = "Content-Type: " + new string('x', EslLimits.Default.MaxHeaderLine);
        Assert.That(() => EslBytes.Parse(start), Throws.InstanceOf<EslProtocolException>().With.Message.Contains("line is longer than 16384"));
    }

    [Test]
    public void A_header_block_above_the_limit_is_refused_though_its_lines_are_short()
    {
        string start = string.Concat(Enumerable.Repeat("X-Header: some value\n", 4000));
        Assert.That(() => EslBytes.Parse(start), Throws.InstanceOf<EslProtocolException>().With.Message.Contains("block is longer than 65536"));
    }

    [Test]
    public void A_complete_header_block_above_the_limit_is_refused()
    {
        string start = string.Concat(Enumerable.Repeat("X-Header: some value\n", 4000)) + "Content-Type: auth/request\n\n";
        Assert.That(() => EslBytes.Parse(start), Throws.InstanceOf<EslProtocolException>().With.Message.Contains("block is longer than 65536"));
    }

    [Test]
    public void A_hostile_line_is_printed_without_its_control_characters()
    {
        Assert.That(() => EslBytes.Parse("\u001b[2Jhello\r\n\n"), Throws.InstanceOf<EslProtocolException>().With.Message.EndsWith("'?[2Jhello?'."));
    }

    [Test]
    public void Header_names_of_the_frame_compare_without_case()
    {
        Assert.That(EslBytes.Parse("content-type: api/response\nCONTENT-LENGTH: 2\n\nok").Text, Is.EqualTo("ok"));
    }

    [Test]
    public void A_log_line_keeps_where_it_came_from()
    {
        EslMessage message = EslBytes.Parse("Content-Type: log/data\nContent-Length: 6\nLog-Level: 4\nText-Channel: 0\nLog-File: a.c\nLog-Func: f\nLog-Line: 12\nUser-Data: u\n\nhello\n");
        Assert.That(message.Log, Is.EqualTo(new EslLogLine(4, "hello\n", "a.c", "f", 12, "u")));
    }

    [Test]
    public void A_reply_keeps_its_headers()
    {
        EslReply reply = EslBytes.Parse("Content-Type: command/reply\nReply-Text: +OK Job-UUID: 1\nJob-UUID: 1\n\n").Reply!;
        Assert.That((reply.Text, reply.IsOk, reply.Get("job-uuid"), reply.Get("Nothing")), Is.EqualTo(("+OK Job-UUID: 1", true, "1", (string?)null)));
    }
}
