using NUnit.Framework;
using VoipControl.Core.Calls;

namespace VoipControl.Tests.Pbx;

public sealed class CallEventsTests
{
    [TestCase("Unique-ID", "CHANNEL_CREATE has no UUID as Unique-ID ('')")]
    [TestCase("Core-UUID", "CHANNEL_CREATE of leg 11111111-1111-4111-8111-111111111111 has no Core-UUID")]
    [TestCase("Event-Date-Timestamp", "CHANNEL_CREATE of leg 11111111-1111-4111-8111-111111111111 has no Event-Date-Timestamp")]
    [TestCase("Event-Sequence", "CHANNEL_CREATE of leg 11111111-1111-4111-8111-111111111111 has no Event-Sequence")]
    public void A_missing_header_is_named(string header, string problem)
    {
        var (ok, facts, found) = EventText.Of("CHANNEL_CREATE").Without(header).Read();
        Assert.That((ok, facts.Count, found), Is.EqualTo((false, 0, problem)));
    }

    [TestCase("Unique-ID", "call-17")]
    [TestCase("Unique-ID", "11111111-1111-4111-8111-11111111111")]
    [TestCase("Core-UUID", "core")]
    [TestCase("Event-Date-Timestamp", "yesterday")]
    [TestCase("Event-Date-Timestamp", "0")]
    [TestCase("Event-Date-Timestamp", "-1")]
    [TestCase("Event-Date-Timestamp", "9223372036854775807")]
    [TestCase("Event-Sequence", "4x2")]
    [TestCase("Event-Sequence", "99999999999999999999")]
    public void A_garbled_header_is_named(string header, string value)
    {
        var (ok, facts, problem) = EventText.Of("CHANNEL_ANSWER").With(header, value).Read();
        Assert.That((ok, facts.Count, problem?.Contains(header)), Is.EqualTo((false, 0, true)));
    }

    [Test]
    public void A_foreign_id_is_shown_in_the_problem() =>
        Assert.That(EventText.Of("CHANNEL_CREATE").With("Unique-ID", "call-17").Read().Problem, Does.Contain("('call-17')"));

    [TestCase("CHANNEL_STATE")]
    [TestCase("HEARTBEAT")]
    [TestCase("channel_create")]
    [TestCase("")]
    public void An_event_that_changes_no_call_gives_no_fact_and_no_problem(string name)
    {
        var (ok, facts, problem) = EventText.Of(name).Without("Unique-ID").Read();
        Assert.That((ok, facts.Count, problem), Is.EqualTo((true, 0, (string?)null)));
    }

    [TestCase("CHANNEL_BRIDGE", FactKind.Bridged)]
    [TestCase("CHANNEL_UNBRIDGE", FactKind.Unbridged)]
    public void A_bridge_is_a_fact_for_each_of_its_legs(string name, FactKind kind)
    {
        var (_, facts, _) = EventText.Of(name).With("Bridge-A-Unique-ID", EventText.Leg).With("Bridge-B-Unique-ID", EventText.Other).Read();
        Assert.That(facts.Select(static f => (f.Kind, f.Leg.ToString(), f.OtherLeg?.ToString())), Is.EqualTo(new[]
        {
            (kind, EventText.Leg, EventText.Other), (kind, EventText.Other, (string?)EventText.Leg),
        }));
    }

    [Test]
    public void A_bridge_that_names_no_partner_is_one_fact() =>
        Assert.That(EventText.Of("CHANNEL_BRIDGE").Read().Facts.Single().OtherLeg, Is.Null);

    [Test]
    public void A_bridge_with_itself_is_one_fact() =>
        Assert.That(EventText.Of("CHANNEL_BRIDGE").With("Bridge-A-Unique-ID", EventText.Leg).With("Bridge-B-Unique-ID", EventText.Leg).Read().Facts.Single().OtherLeg, Is.Null);

    [Test]
    public void A_recording_without_a_file_is_a_problem() =>
        Assert.That(EventText.Of("RECORD_START").Read().Problem, Does.Contain("names no file"));

    [TestCase("1500", 1500)]
    [TestCase("-5", null)]
    [TestCase("9223372036854775807", null)]
    [TestCase("soon", null)]
    public void A_recordings_length_is_read_where_it_is_one(string milliseconds, int? expected)
    {
        var (ok, facts, _) = EventText.Of("RECORD_STOP").With("Record-File-Path", "/rec/a.wav").With("variable_record_ms", milliseconds).Read();
        Assert.That((ok, facts.Single().RecordingLength?.TotalMilliseconds), Is.EqualTo((true, (double?)expected)));
    }

    [Test]
    public void An_update_without_a_transfer_gives_no_fact() =>
        Assert.That(EventText.Of("CALL_UPDATE").Read().Facts, Is.Empty);

    [Test]
    public void An_originator_is_taken_from_other_type_at_the_creation_alone()
    {
        LegId? Originator(string name) => EventText.Of(name).With("Other-Type", "originator").With("Other-Leg-Unique-ID", EventText.Other).Read().Facts.Single().Originator;
        Assert.That((Originator("CHANNEL_CREATE")?.ToString(), Originator("CHANNEL_ANSWER")), Is.EqualTo((EventText.Other, (LegId?)null)));
    }

    [Test]
    public void A_text_of_any_length_is_cut_to_what_a_fact_may_carry()
    {
        var (ok, facts, _) = EventText.Of("CHANNEL_CREATE").With("Caller-Caller-ID-Name", new string('n', 100_000)).With("Caller-Caller-ID-Number", new string('1', 100_000))
            .With("Caller-Destination-Number", new string('2', 100_000)).With("variable_sip_call_id", new string('c', 100_000)).With("variable_vc_tenant", new string('t', 100_000))
            .With("variable_vc_note", new string('v', 100_000)).With("variable_transfer_history", $"1763640000:{EventText.Other}:bl_xfer:{new string('x', 100_000)}").Read();
        var size = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(facts.Single(), CallJson.Default.LegFact).Length;
        Assert.That(ok, Is.True);
        Assert.That(size, Is.LessThan(20_000));
    }

    [Test]
    public void A_text_is_not_cut_within_a_character()
    {
        var name = EventText.Of("CHANNEL_CREATE").With("Caller-Caller-ID-Name", "x" + string.Concat(Enumerable.Repeat("🚕", 2000))).Read().Facts.Single().Details!.Caller.Name!;
        Assert.That(char.IsLowSurrogate(name[^1]), Is.True);
    }

    [Test]
    public void A_recording_whose_path_no_file_can_have_is_a_problem() =>
        Assert.That(EventText.Of("RECORD_START").With("Record-File-Path", "/" + new string('f', 5000)).Read().Problem, Does.Contain("5001 characters"));

    [Test]
    public void At_most_64_variables_of_ours_are_kept()
    {
        var text = EventText.Of("CHANNEL_CREATE");
        for (var i = 0; i < 100; i++) text = text.With($"variable_vc_{i}", "x");
        Assert.That(text.Read().Facts.Single().Details!.Variables, Has.Count.EqualTo(64));
    }

    [Test]
    public void A_dump_is_a_sight_of_the_leg_without_a_sequence()
    {
        var fact = EventText.Of("CHANNEL_DATA").Read(dump: true).Facts.Single();
        Assert.That((fact.Kind, fact.Sequence, fact.At, fact.Details is not null), Is.EqualTo((FactKind.Seen, 0L, EventText.At, true)));
    }

    [Test]
    public void A_dump_of_a_held_leg_tells_its_bridge_and_its_hold()
    {
        var facts = EventText.Of("CHANNEL_DATA").With("Channel-Call-State", "HELD").With("Other-Leg-Unique-ID", EventText.Other)
            .With("Caller-Channel-Bridged-Time", "1763639990000000").With("Caller-Channel-Last-Hold", "1763639995000000").Read(dump: true).Facts;
        Assert.That(facts.Select(static f => (f.Kind, (EventText.At - f.At).TotalSeconds)), Is.EqualTo(new[] { (FactKind.Seen, 0d), (FactKind.Bridged, 10d), (FactKind.Held, 5d) }));
    }

    [Test]
    public void A_dump_of_a_leg_that_was_bridged_once_tells_no_bridge() =>
        Assert.That(EventText.Of("CHANNEL_DATA").With("Channel-Call-State", "DOWN").With("Other-Leg-Unique-ID", EventText.Other)
            .With("Caller-Channel-Bridged-Time", "1763639990000000").Read(dump: true).Facts, Has.Count.EqualTo(1));

    [Test]
    public void A_dump_without_an_id_is_a_problem() =>
        Assert.That(EventText.Of("CHANNEL_DATA").Without("Unique-ID").Read(dump: true).Problem, Does.Contain("Unique-ID"));
}
