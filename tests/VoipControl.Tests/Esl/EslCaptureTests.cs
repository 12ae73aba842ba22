using System.Text;
using System.Text.Json;
using NUnit.Framework;
using VoipControl.Esl;

namespace VoipControl.Tests.Esl;

internal sealed class EslCaptureTests
{
    public static IEnumerable<string> Captures() =>
        Directory.GetFiles(Path.Combine(TestContext.CurrentContext.TestDirectory, "Captures", "esl"), "*.esl").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Captures))]
    public void Every_event_of_a_capture_is_counted_by_its_frames(string capture)
    {
        byte[] bytes = EslBytes.Capture(capture);
        (List<EslMessage> messages, long left) = EslBytes.Messages(bytes);
        string text = Encoding.Latin1.GetString(bytes);
        int frames = Count(text, "\nContent-Type: text/event-") + Count(text, "Content-Type: command/reply") + Count(text, "Content-Type: api/response")
            + Count(text, "Content-Type: auth/request") + Count(text, "Content-Type: text/disconnect-notice");
        Assert.That(messages.Count + (left > 0 ? 1 : 0), Is.EqualTo(frames));
    }

    [TestCaseSource(nameof(Captures))]
    public void Every_event_of_a_capture_has_a_name_a_sequence_and_a_time(string capture)
    {
        var set = new EslHeaderSet("Event-Name", "Event-Sequence", "Event-Date-Timestamp", "Core-UUID");
        var values = new EslValue[4];
        Assert.Multiple(() =>
        {
            foreach (EslEvent received in EslBytes.Messages(EslBytes.Capture(capture)).Messages.Where(m => m.Event is not null).Select(m => m.Event!))
            {
                using (received)
                {
                    Assert.That(received.Read(set, values), Is.EqualTo(4));
                    Assert.That(values[1].TryGetInt64(out _) && values[2].TryGetTime(out _) && values[3].TryGetGuid(out _), Is.True);
                    Assert.That(received.Name.ToString(), Is.EqualTo(values[0].ToString()));
                }
            }
        });
    }

    [TestCaseSource(nameof(Captures))]
    public void Enumerated_headers_equal_those_that_are_asked_for(string capture)
    {
        Assert.Multiple(() =>
        {
            foreach (EslMessage message in EslBytes.Messages(EslBytes.Capture(capture)).Messages)
            {
                if (message.Event is not { } received)
                    continue;
                var seen = new HashSet<string>();
                foreach (EslHeader header in received.Headers)
                {
                    if (seen.Add(header.Name))
                        Assert.That(received.Get(header.Name), Is.EqualTo(header.Value.ToString()));
                }

                received.Dispose();
            }
        });
    }

    // Two calls were recorded, so what belongs to one call alone (ids, times, ports) differs, and so does the order in which
    // the two legs hang up; everything else must not.
    [TestCase("Caller-Caller-ID-Name")]
    [TestCase("Caller-Caller-ID-Number")]
    [TestCase("Caller-Destination-Number")]
    [TestCase("Channel-State")]
    [TestCase("Channel-Call-State")]
    [TestCase("Channel-Name")]
    [TestCase("Answer-State")]
    [TestCase("Call-Direction")]
    [TestCase("Hangup-Cause")]
    [TestCase("variable_sip_full_to")]
    [TestCase("variable_rtp_use_codec_string")]
    [TestCase("Other-Leg-Caller-ID-Name")]
    public void A_header_reads_the_same_in_json_and_plain(string header)
    {
        Assert.That(Values("inbound-bridged-call.json", header), Is.EqualTo(Values("inbound-bridged-call.plain", header)));
    }

    [Test]
    public void The_lines_of_a_multi_line_value_read_the_same_in_json_and_plain()
    {
        string json = CallEvents("inbound-bridged-call.json").First().Get("variable_switch_r_sdp")!;
        string plain = CallEvents("inbound-bridged-call.plain").First().Get("variable_switch_r_sdp")!;
        Assert.That((json.Split("\r\n").Length, json.Split("\r\n")[0]), Is.EqualTo((plain.Split("\r\n").Length, plain.Split("\r\n")[0])));
    }

    [Test]
    public void Every_member_of_a_json_event_reads_as_a_json_parser_reads_it()
    {
        Assert.Multiple(() =>
        {
            foreach (byte[] json in EslBytes.Bodies(EslBytes.Capture("inbound-bridged-call.json")))
            {
                using EslEvent received = EslEvent.FromJson(json);
                using var document = JsonDocument.Parse(json);
                foreach (JsonProperty member in document.RootElement.EnumerateObject())
                {
                    if (member.Value.ValueKind == JsonValueKind.String)
                        Assert.That(received.Get(member.Name), Is.EqualTo(member.Value.GetString()), member.Name);
                }
            }
        });
    }

    [Test]
    public void A_plain_event_written_as_json_reads_the_same()
    {
        Assert.Multiple(() =>
        {
            foreach (EslEvent plain in EslBytes.Events("inbound-bridged-call.plain"))
            {
                var headers = new Dictionary<string, string>();
                foreach (EslHeader header in plain.Headers)
                    headers.TryAdd(header.Name, header.Value.ToString());
                using EslEvent json = EslEvent.FromJson(JsonSerializer.SerializeToUtf8Bytes(headers));
                foreach ((string name, string value) in headers)
                    Assert.That(json.Get(name), Is.EqualTo(value), name);
            }
        });
    }

    [Test]
    public void A_background_job_has_its_result_as_body()
    {
        EslEvent job = EslBytes.Events("bad-commands.plain").Single(e => e.Name.Equals("BACKGROUND_JOB"u8));
        Assert.That((job.Body, job.Get("Content-Length")), Is.EqualTo(("-ERR nosuch Command not found!\n", "31")));
    }

    [Test]
    public void The_goodbye_of_a_connection_is_read()
    {
        EslMessage last = EslBytes.Messages(EslBytes.Capture("bad-commands.plain")).Messages[^1];
        Assert.That((last.Kind, last.Lingers), Is.EqualTo((EslMessageKind.DisconnectNotice, false)));
    }

    private static int Count(string text, string what) => text.Split(what).Length - 1;

    // Heartbeats come by the clock, not by the call.
    private static IEnumerable<EslEvent> CallEvents(string capture) => EslBytes.Events(capture).Where(e => !e.Name.Equals("HEARTBEAT"u8));

    private static List<string> Values(string capture, string header) =>
        [.. CallEvents(capture).Select(e => $"{e.Name} {e.Get("Call-Direction")} {WithoutTag(e.Get(header))}").Order(StringComparer.Ordinal)];

    private static string? WithoutTag(string? value) => value?.Split(";tag=")[0];
}
