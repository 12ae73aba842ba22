using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Pbx.Nodes;
using VoipControl.Testing;

namespace VoipControl.Tests.Pbx;

/// <summary>How a test call is told from a customer's, whatever told of it.</summary>
public sealed class CallPurposeTests
{
    private const string InviteHeader = "variable_sip_h_X-VoipControl-Test";
    private const string AnswerHeader = "variable_sip_rh_X-VoipControl-Test";

    private static readonly TestMark Marks = new("a-secret-of-these-tests");

    private static string Mark(CallPurpose purpose = CallPurpose.Canary, double minutes = 5) => Marks.Create(purpose, "t1", EventText.At.AddMinutes(minutes));

    private static CallPurpose? PurposeOf(EventText text, bool dump = false) => text.Read(dump, Marks).Facts[0].Purpose;

    [TestCase("CHANNEL_CREATE")]
    [TestCase("CHANNEL_ANSWER")]
    [TestCase("CHANNEL_HANGUP_COMPLETE")]
    public void A_marked_leg_is_a_canary(string name) =>
        Assert.That(PurposeOf(EventText.Of(name).With(InviteHeader, Mark())), Is.EqualTo(CallPurpose.Canary));

    [Test]
    public void A_leg_that_a_canary_answered_is_one_too() =>
        Assert.That(PurposeOf(EventText.Of("CHANNEL_ANSWER").With(AnswerHeader, Mark(CallPurpose.Probe))), Is.EqualTo(CallPurpose.Probe));

    [Test]
    public void A_dump_tells_it() =>
        Assert.That(PurposeOf(EventText.Of("CHANNEL_DATA").With(InviteHeader, Mark()), dump: true), Is.EqualTo(CallPurpose.Canary));

    [Test]
    public void The_end_of_a_long_call_proves_it_by_a_mark_that_was_good_at_its_start() =>
        Assert.That(PurposeOf(EventText.Of("CHANNEL_HANGUP_COMPLETE").With(InviteHeader, Mark(minutes: -5))
            .With("Caller-Channel-Created-Time", (EventText.AtMicros - 3_600_000_000).ToString(System.Globalization.CultureInfo.InvariantCulture))), Is.EqualTo(CallPurpose.Canary));

    [Test]
    public void An_expired_mark_is_counted_once_and_leaves_a_customers_call()
    {
        var refused = 0;
        var purposes = new[] { "CHANNEL_CREATE", "CHANNEL_ANSWER", "CHANNEL_HANGUP_COMPLETE" }
            .Select(name => EventText.Of(name).With(InviteHeader, Mark(minutes: -1)).Read(false, Marks, () => refused++).Facts[0].Purpose).ToList();
        Assert.That((refused, purposes.Distinct().Single()), Is.EqualTo((1, (CallPurpose?)null)));
    }

    [Test]
    public void Without_a_mark_nothing_is_counted()
    {
        var refused = 0;
        EventText.Of("CHANNEL_CREATE").Read(false, Marks, () => refused++);
        Assert.That(refused, Is.Zero);
    }

    [Test]
    public void The_switchs_record_file_tells_it()
    {
        var root = JsonNode.Parse(File.ReadAllBytes(Path.Combine(Capture.Folder, "cdr", "bridged-a-leg.cdr.json")))!;
        var began = DateTime.UnixEpoch.AddTicks(long.Parse((string)root["variables"]!["start_uepoch"]!, System.Globalization.CultureInfo.InvariantCulture) * TimeSpan.TicksPerMicrosecond);
        root["variables"]!["sip_h_X-VoipControl-Test"] = Marks.Create(CallPurpose.Canary, "t1", began.AddMinutes(1));
        Assert.That(CdrFile.Read(Encoding.UTF8.GetBytes(root.ToJsonString()), "fsa", Marks)[^1].Purpose, Is.EqualTo(CallPurpose.Canary));
    }

    [Test]
    public void A_call_of_one_marked_leg_is_a_test_in_any_order_of_its_facts()
    {
        var facts = Capture.Facts("inbound-bridged-call.plain");
        List<LegFact> marked = [.. facts.Select((f, i) => i == 3 ? f with { Purpose = CallPurpose.Canary } : i == 5 ? f with { Purpose = CallPurpose.Probe } : f)];
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Gen.Shuffle(marked.AsEnumerable()).ToArbitrary(), order =>
            Capture.Fold(order).Single().Purpose == CallPurpose.Canary));
    }

    [Test]
    public void A_line_of_an_older_journal_is_a_customers_call()
    {
        var line = JsonNode.Parse(JsonSerializer.Serialize(Capture.Facts("inbound-bridged-call.plain")[0], CallJson.Default.LegFact))!.AsObject();
        Assert.That((line.ContainsKey("purpose"), line.Deserialize(CallJson.Default.LegFact)!.Purpose), Is.EqualTo((false, (CallPurpose?)null)));
    }

    [Test]
    public void A_view_of_an_older_version_is_a_customers_call()
    {
        var view = JsonNode.Parse(JsonSerializer.Serialize(Capture.Fold(Capture.Facts("inbound-bridged-call.plain")).Single(), CallJson.Default.CallView))!.AsObject();
        view.Remove("purpose");
        Assert.That(view.Deserialize(CallJson.Default.CallView)!.Purpose, Is.EqualTo(CallPurpose.Customer));
    }
}
