using System.Text;
using System.Text.Json;
using NUnit.Framework;
using VoipControl.Esl;

namespace VoipControl.Tests.Esl;

/// <summary>Answers that a real switch gave, from Captures/api-responses.json.</summary>
internal sealed class EslResponsesTests
{
    private Dictionary<string, string> _answers;

    [OneTimeSetUp]
    public void ReadAnswers()
    {
        string file = Path.Combine(TestContext.CurrentContext.TestDirectory, "Captures", "api-responses.json");
        _answers = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file))!;
    }

    [Test]
    public void Channels_are_read()
    {
        EslChannelRow first = EslResponses.ReadChannels(_answers["show channels as json"])[0];
        Assert.That(
            (first.Uuid, first.Direction, first.Created, first.State, first.CallState, first.CallerName, first.CallerNumber, first.Destination),
            Is.EqualTo((
                Guid.Parse("ebc70ec7-7f63-4dc5-a715-b68e501f1e63"), "inbound", DateTimeOffset.FromUnixTimeSeconds(1795175748), "CS_EXECUTE", "ACTIVE", "Rider 0", "+99655510000", "7500")));
    }

    [Test]
    public void The_two_legs_of_a_call_share_its_uuid()
    {
        Assert.That(EslResponses.ReadChannels(_answers["show channels as json"]).Select(c => c.CallUuid).Distinct().Count(), Is.EqualTo(2));
    }

    [Test]
    public void A_listing_without_rows_is_empty()
    {
        Assert.That(EslResponses.ReadRows(_answers["show registrations as json"]), Is.Empty);
    }

    [TestCase("{\"row_count\":2}")]
    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("-ERR SQL disabled, no data available!")]
    [TestCase("{\"row_count\":1,\"rows\":[1]}")]
    [TestCase("{\"row_count\":1,\"rows\":[{\"uuid\":\"x\"}]}")]
    public void What_is_no_listing_of_channels_is_a_protocol_error(string output)
    {
        Assert.That(() => EslResponses.ReadChannels(output), Throws.InstanceOf<EslProtocolException>());
    }

    [Test]
    public void The_status_is_read()
    {
        Assert.That(EslResponses.ReadStatus(_answers["status"]), Is.EqualTo(new EslStatus(true, 425, 4, 5000, 68.67)));
    }

    [Test]
    public void A_profile_is_read_by_its_fields()
    {
        Assert.That(EslResponses.ReadFields(_answers["sofia status profile internal"])["CALLS-IN"], Is.EqualTo("2"));
    }

    [TestCase("true", true)]
    [TestCase("false", false)]
    public void Existence_is_read(string output, bool exists)
    {
        Assert.That(EslResponses.ReadExists(output), Is.EqualTo(exists));
    }

    [Test]
    public void Anything_else_than_true_or_false_is_a_protocol_error()
    {
        Assert.That(() => EslResponses.ReadExists("maybe"), Throws.InstanceOf<EslProtocolException>());
    }

    [Test]
    public void An_undefined_variable_is_null()
    {
        Assert.That((EslResponses.ReadVariable("_undef_"), EslResponses.ReadVariable("x")), Is.EqualTo(((string?)null, "x")));
    }

    [Test]
    public void The_channel_of_an_originate_is_read()
    {
        Assert.That(EslResponses.ReadOriginated("+OK 73152fdb-06ea-4313-bd2d-13ef545dfc6b\n"), Is.EqualTo(Guid.Parse("73152fdb-06ea-4313-bd2d-13ef545dfc6b")));
    }

    [Test]
    public void Every_captured_refusal_is_one_and_nothing_else_is()
    {
        Assert.That(
            _answers.Where(a => EslResponses.IsRefusal(a.Value)).Select(a => a.Value.Split(' ')[0].TrimEnd(':')).Distinct(),
            Is.SubsetOf(new[] { "-ERR", "-USAGE" }));
    }

    [Test]
    public void A_heartbeat_is_read()
    {
        EslEvent received = EslBytes.Events("inbound-bridged-call.plain").First(e => e.Name.Equals("HEARTBEAT"u8));
        Assert.That(EslHeartbeat.TryRead(received, out EslHeartbeat? heartbeat), Is.True);
        Assert.That((heartbeat!.CoreUuid, heartbeat.MaxSessions, heartbeat.Uptime > TimeSpan.Zero), Is.EqualTo((Guid.Parse("0cf04068-188b-467d-a893-47afa4d34dc4"), 5000, true)));
    }

    [Test]
    public void Another_event_is_no_heartbeat()
    {
        using EslEvent received = EslEvent.FromPlain(Encoding.UTF8.GetBytes("Event-Name: CHANNEL_ANSWER\n\n"));
        Assert.That(EslHeartbeat.TryRead(received, out _), Is.False);
    }

    [Test]
    public void Every_cause_that_a_captured_call_ended_with_is_known()
    {
        string[] causes = [.. EslCaptureTests.Captures().SelectMany(EslBytes.Events).Select(e => e.Get("Hangup-Cause")).OfType<string>().Distinct()];
        Assert.That(causes, Is.Not.Empty.And.SubsetOf(EslHangupCauses.All));
    }
}
