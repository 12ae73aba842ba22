using NUnit.Framework;
using VoipControl.Sip;

namespace VoipControl.Tests.Sip.Parsing;

/// <summary>RFC 4475 3.1.2, 3.2 and 3.3: messages that are refused, with the status the RFC names.</summary>
internal sealed class TortureInvalidTests
{
    // Where the RFC lets an element choose between 400 and leniency, 400 is what this stack says.
    [TestCase("badinv01", 400, "Via")]
    [TestCase("clerr", 400, "Content-Length")]
    [TestCase("ncl", 400, "Content-Length")]
    [TestCase("scalar02", 400, "CSeq")]
    [TestCase("quotbal", 400, "To")]
    [TestCase("ltgtruri", 400, "")]
    [TestCase("lwsruri", 400, "")]
    [TestCase("lwsstart", 400, "")]
    [TestCase("trws", 400, "")]
    [TestCase("escruri", 400, "")]
    [TestCase("baddate", 400, "Date")]
    [TestCase("regbadct", 400, "Contact")]
    [TestCase("badaspec", 400, "To")]
    [TestCase("baddn", 400, "From")]
    [TestCase("badvers", 505, "")]
    [TestCase("mismatch01", 400, "CSeq")]
    [TestCase("mismatch02", 400, "CSeq")]
    [TestCase("badbranch", 400, "Via")]
    [TestCase("insuf", 400, "From")]
    [TestCase("unkscm", 416, "")]
    [TestCase("novelsc", 416, "")]
    [TestCase("multi01", 400, "CSeq")]
    [TestCase("mcl01", 400, "Content-Length")]
    public void An_invalid_request_is_refused_for_what_is_wrong_with_it(string name, int status, string header)
    {
        SipParseError? error = TortureMessage.Parse(name).Error;
        Assert.That((error?.Status, error?.Header), Is.EqualTo((status, header)));
    }

    [TestCase("scalarlg")]
    [TestCase("bigcode")]
    public void An_invalid_response_is_thrown_away(string name)
    {
        SipParse parse = TortureMessage.Parse(name);
        Assert.That((parse.Message is null, parse.Refusal is null), Is.EqualTo((true, true)));
    }

    [TestCase("quotbal")]
    [TestCase("badvers")]
    [TestCase("unkscm")]
    [TestCase("multi01")]
    [TestCase("insuf")]
    public void The_refusal_copies_the_Vias_of_the_request(string name)
    {
        SipResponse refusal = TortureMessage.Parse(name).Refusal!;
        Assert.That(refusal.Vias, Has.Count.EqualTo(1));
    }

    [Test]
    public void The_refusal_copies_what_a_client_finds_its_transaction_by()
    {
        SipResponse refusal = TortureMessage.Parse("badvers").Refusal!;
        Assert.Multiple(() =>
        {
            Assert.That(refusal.Status, Is.EqualTo(505));
            Assert.That(refusal.CallId, Is.EqualTo("badvers.31417@c.example.com"));
            Assert.That(refusal.CSeq.Method, Is.EqualTo("OPTIONS"));
            Assert.That(refusal.From.Tag, Is.Not.Null);
        });
    }

    [Test]
    public void A_request_whose_Via_cannot_be_read_has_no_refusal() =>
        Assert.That(TortureMessage.Parse("badinv01").Refusal, Is.Null);

    [Test]
    public void The_tag_of_a_refusal_is_not_put_into_a_broken_To() =>
        Assert.That(TortureMessage.Parse("quotbal").Refusal!.TryAddToTag("x"), Is.False);

    [Test]
    public void Every_message_of_the_rfc_is_in_one_list() =>
        Assert.That(TortureMessage.All, Has.Length.EqualTo(49));

    [Test]
    public void No_prefix_of_any_message_breaks_the_parser()
    {
        int messages = 0;
        foreach (string name in TortureMessage.All)
        {
            byte[] bytes = TortureMessage.Bytes(name);
            for (int length = 0; length < bytes.Length; length++)
                messages += SipParser.Parse(bytes.AsMemory(0, length)).Message is null ? 0 : 1;
        }

        // A request without Content-Length is good at every length of its body.
        Assert.That(messages, Is.GreaterThan(0));
    }
}
