using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using VoipControl.Lab.Recovery;
using VoipControl.Testing;

namespace VoipControl.Tests.Lab;

internal sealed class RecoveryDocumentTests
{
    private static readonly string[] Captures = ["recovery/bridged-inbound.xml", "recovery/bridged-outbound.xml", "recovery/parked.xml", "recovery/recovered-inbound.xml", "recovery-metadata.xml"];

    [TestCaseSource(nameof(Captures))]
    public void A_captured_document_comes_back_from_our_xml_as_it_was(string name)
    {
        var captured = Read(name);

        var again = RecoveryDocument.Parse(captured.ToXml());

        Assert.That(Shape(again), Is.EqualTo(Shape(captured)));
    }

    [TestCaseSource(nameof(Captures))]
    public void A_captured_document_gives_dialog_and_media(string name) =>
        Assert.That(() => RecoveryDialog.From(Read(name)), Throws.Nothing);

    [Test]
    public void The_captured_caller_s_leg_reads_as_it_was_called()
    {
        var leg = Read("recovery/bridged-inbound.xml");

        Assert.That((leg.Outbound, leg.BridgeOriginator, leg.Partner, leg.ProfileName, leg.Profile.DestinationNumber, leg.Applications[^1].Name),
            Is.EqualTo((false, true, Read("recovery/bridged-outbound.xml").Uuid, "internal", "7100", "bridge")));
    }

    [Test]
    public void The_captured_callee_s_leg_did_not_begin_the_bridge() =>
        Assert.That(Read("recovery/bridged-outbound.xml").BridgeOriginator, Is.False);

    [Test]
    public void Requests_to_the_captured_caller_go_from_the_called_to_the_caller()
    {
        var dialog = RecoveryDialog.From(Read("recovery/bridged-inbound.xml"));

        Assert.That((dialog.LocalParty, dialog.RemoteParty, dialog.RemoteTarget, dialog.RemoteCSeq, dialog.LocalCSeq), Is.EqualTo((
            "<sip:7100@127.0.233.1:5060>;tag=05veF1DFZaDSr", "\"Rider 1\" <sip:+99655100001@127.0.233.4:5080>;tag=7466c1",
            "sip:rider1@127.0.233.4:5080", (uint?)1, (uint?)null)));
    }

    [Test]
    public void Requests_to_the_captured_callee_go_from_the_caller_to_the_callee()
    {
        var dialog = RecoveryDialog.From(Read("recovery-metadata.xml"));

        Assert.That((dialog.LocalParty, dialog.RemoteParty, dialog.RemoteTarget, dialog.LocalCSeq), Is.EqualTo((
            "\"Rider 0\" <sip:+99655510000@10.77.0.10>;tag=940K9Qc7prZZj", "<sip:500@10.77.0.20:5070>;tag=ee4c48d86556u",
            "sip:u@10.77.0.20:5070", (uint?)123034136)));
    }

    [Test]
    public void The_captured_media_are_read()
    {
        var d = RecoveryDialog.From(Read("recovery-metadata.xml"));

        Assert.That((d.LocalMediaAddress, d.LocalMediaPort, d.RemoteMediaAddress, d.RemoteMediaPort, d.Codec, d.SendPayload, d.ReceivePayload, d.Ssrc),
            Is.EqualTo(("10.77.0.10", 27798, "10.77.0.20", 48162, "PCMU", 0, 0, (uint?)2936244697)));
    }

    [TestCase(true, "recovery-metadata.xml")]
    [TestCase(false, "recovery/bridged-inbound.xml")]
    public void Every_variable_we_write_for_a_plain_leg_is_one_of_the_real_switch(bool outbound, string capture)
    {
        var dialog = LabLegs.Dialog() with { RouteSet = [], SendDtmfPayload = null, ReceiveDtmfPayload = null };
        string[] own = [RecoveryVariables.LocalCSeq, RecoveryVariables.RemoteCSeq];
        // Not in these captures: those peers gave no parameters, and the rest is there for legs of the other direction.
        string[] elsewhere = ["sip_contact_params", "sip_outgoing_contact_uri", "sip_via_protocol", "rtp_use_ssrc", "dlg_req_swap_direction"];
        var captured = Read(capture).Variables.Select(v => v.Key).ToHashSet();

        Assert.That(dialog.ToVariables(outbound).Select(v => v.Key).Except(own).Except(elsewhere).Where(n => !captured.Contains(n)), Is.Empty);
    }

    [TestCaseSource(nameof(Captures))]
    public void Every_variable_that_we_need_is_in_the_captures(string name) =>
        Assert.That(RecoveryVariables.Needed.Where(n => Read(name)[n] is null), Is.Empty);

    [TestCase(true)]
    [TestCase(false)]
    public void A_dialog_comes_back_from_its_variables(bool outbound)
    {
        var dialog = LabLegs.Dialog();

        var again = RecoveryDialog.From(RecoveryDocument.Parse(LabLegs.Document("u-1", outbound, dialog).ToXml()));

        Assert.That(again with { RouteSet = [] }, Is.EqualTo(dialog with { RouteSet = [] }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_route_set_keeps_its_order(bool outbound)
    {
        var again = RecoveryDialog.From(RecoveryDocument.Parse(LabLegs.Document("u-1", outbound, LabLegs.Dialog()).ToXml()));

        Assert.That(again.RouteSet, Is.EqualTo(LabLegs.Dialog().RouteSet));
    }

    [Test]
    public void A_captured_leg_that_was_recovered_once_has_its_parties_swapped()
    {
        var dialog = RecoveryDialog.From(Read("recovery/recovered-inbound.xml"));

        Assert.That((dialog.LocalParty, dialog.RemoteParty, dialog.LocalCSeq, dialog.RemoteCSeq), Is.EqualTo((
            "<sip:7100@127.0.233.1:5060>;tag=vj72XUjXmZ0SD", "\"Rider 1\" <sip:+99655100001@127.0.233.4:5080>;tag=23560c1",
            (uint?)123044209, (uint?)null)));
    }

    [Test]
    public void A_route_that_the_real_switch_made_up_for_its_own_use_is_no_route() =>
        Assert.That(RecoveryDialog.From(Read("recovery/recovered-inbound.xml")).RouteSet, Is.Empty);

    [Test]
    public void A_recovered_leg_that_we_write_again_is_not_swapped_any_more()
    {
        var leg = Read("recovery/recovered-inbound.xml");
        var dialog = RecoveryDialog.From(leg);

        var again = RecoveryDialog.From(leg with { Variables = [.. leg.Variables, .. dialog.ToVariables(leg.Outbound)] });

        Assert.That((again.LocalParty, again.RemoteParty), Is.EqualTo((dialog.LocalParty, dialog.RemoteParty)));
    }

    [TestCase("sip_call_id", null, "Variable sip_call_id of inbound leg u-1 is missing.")]
    [TestCase("sip_full_to", "<sip:a@b>", "Variable sip_full_to of inbound leg u-1 has no tag.")]
    [TestCase("remote_media_port", "99999", "Variable remote_media_port of inbound leg u-1 is '99999'; it must be 0 to 65535.")]
    [TestCase("rtp_use_pt", "x", "Variable rtp_use_pt of inbound leg u-1 is 'x'; it must be 0 to 127.")]
    [TestCase("lab_local_cseq", "4294967296", "Variable lab_local_cseq of inbound leg u-1 is '4294967296'; it must be a number of 32 bits.")]
    public void A_variable_that_cannot_be_used_is_named(string name, string? value, string reason)
    {
        var leg = LabLegs.Document("u-1", outbound: false);
        var variables = leg.Variables.Where(v => v.Key != name).ToList();
        if (value is not null)
            variables.Add(KeyValuePair.Create(name, value));

        Assert.That(() => RecoveryDialog.From(leg with { Variables = variables }), Throws.InstanceOf<RecoveryException>().With.Message.EqualTo(reason));
    }

    [TestCase("", "The document is no XML: ")]
    [TestCase("<cdr>", "The document is no XML: ")]
    [TestCase("<!DOCTYPE cdr [<!ENTITY a \"b\">]><cdr/>", "The document is no XML: ")]
    [TestCase("<x/>", "The document's root is x; it must be cdr.")]
    [TestCase("<cdr/>", "The document has no channel_data.")]
    [TestCase("<cdr><channel_data/></cdr>", "The document has no callflow.")]
    [TestCase("<cdr><channel_data/><callflow/></cdr>", "The document has no callflow/caller_profile.")]
    [TestCase("<cdr><channel_data/><callflow><caller_profile/></callflow></cdr>", "channel_data/direction is ''; it must be inbound or outbound.")]
    [TestCase("<cdr><channel_data><direction>inbound</direction></channel_data><callflow><caller_profile/></callflow></cdr>", "The document has no variables.")]
    public void A_document_that_cannot_be_used_is_refused_with_the_reason(string xml, string reason) =>
        Assert.That(() => RecoveryDocument.Parse(xml), Throws.InstanceOf<RecoveryException>().With.Message.StartsWith(reason));

    [Test]
    public void A_document_that_is_too_long_is_refused() =>
        Assert.That(() => RecoveryDocument.Parse(new string(' ', 65537)),
            Throws.InstanceOf<RecoveryException>().With.Message.EqualTo("The document has 65537 characters; 65536 are allowed."));

    [Test]
    public void A_leg_with_too_much_to_say_is_not_written() =>
        Assert.That(() => (LabLegs.Document("u-1", true) with { Dialplan = new string('x', 65536) }).ToXml(), Throws.InstanceOf<RecoveryException>());

    [Test]
    public void A_list_is_written_as_the_real_switch_does_and_the_last_element_is_read()
    {
        var leg = LabLegs.Document("u-1", true);
        var document = leg with { Variables = [.. leg.Variables, KeyValuePair.Create("v", "ARRAY::one|:two")] };

        Assert.That(RecoveryDocument.Parse(document.ToXml())["v"], Is.EqualTo("two"));
    }

    [Test]
    public void Any_name_and_value_of_a_variable_come_back() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyString>(), ArbMap.Default.ArbFor<NonEmptyString>(), (name, value) =>
        {
            var (key, text) = (Plain(name.Get), Plain(value.Get));
            if (key.Length == 0 || text.Length == 0)
                return true;
            var leg = LabLegs.Document("u-1", true);
            var again = RecoveryDocument.Parse((leg with { Variables = [.. leg.Variables, KeyValuePair.Create(key, text)] }).ToXml());
            return again[key] == text && again.Variables.Count == leg.Variables.Count + 1;
        }).QuickCheckThrowOnFailure();

    [Test]
    public void Any_caller_s_name_makes_a_document_that_can_be_read() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), name =>
        {
            var leg = LabLegs.Document("u-1", true);
            return RecoveryDocument.Parse((leg with { Profile = leg.Profile with { CallerIdName = name.Get } }).ToXml()).Uuid == "u-1";
        }).QuickCheckThrowOnFailure();

    [Test]
    public void A_captured_document_with_any_piece_torn_out_is_read_or_refused()
    {
        var xml = File.ReadAllText(Path.Combine(Capture.Folder, "recovery-metadata.xml"));

        Prop.ForAll(Arb.From(Gen.Choose(0, xml.Length - 1)), Arb.From(Gen.Choose(0, 300)), (start, length) =>
        {
            try
            {
                RecoveryDialog.From(RecoveryDocument.Parse(xml.Remove(start, Math.Min(length, xml.Length - start))));
                return true;
            }
            catch (RecoveryException e)
            {
                return e.Message.Length > 0;
            }
        }).QuickCheckThrowOnFailure();
    }

    private static string Plain(string text) => new([.. text.Where(static c => !char.IsSurrogate(c) && c is not ('\uFFFE' or '\uFFFF'))]);

    private static string Shape(RecoveryDocument d) => string.Join('\n',
    [
        $"{d.CoreUuid} {d.Switchname} {d.State} {d.StateNumber} {d.Outbound} {d.BridgeOriginator} {d.Dialplan} {d.ProfileIndex} {d.ExtensionName} {d.ExtensionNumber}",
        $"{d.Profile} {d.Originator} {d.Originatee} {d.Times}",
        .. d.Variables.Select(static v => v.ToString()),
        .. d.Applications.Select(static a => a.ToString()),
    ]);

    private static RecoveryDocument Read(string name) => RecoveryDocument.Parse(File.ReadAllText(Path.Combine(Capture.Folder, name)));
}
