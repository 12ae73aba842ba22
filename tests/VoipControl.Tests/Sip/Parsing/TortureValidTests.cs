using System.Text;
using NUnit.Framework;
using VoipControl.Sip;

namespace VoipControl.Tests.Sip.Parsing;

/// <summary>RFC 4475 3.1.1, 3.3 and 3.4: messages that a parser takes, whatever the application then says to them.</summary>
internal sealed class TortureValidTests
{
    private static readonly string[] s_valid =
    [
        "wsinv", "intmeth", "esc01", "escnull", "esc02", "lwsdisp", "longreq", "dblreq", "semiuri", "transports", "mpart01", "unreason", "noreason",
        "unksm2", "bext01", "invut", "regaut01", "bcast", "zeromf", "cparam01", "cparam02", "regescrt", "sdp01", "inv2543",
    ];

    [TestCaseSource(nameof(s_valid))]
    public void A_valid_message_is_taken(string name) => Assert.That(TortureMessage.Parse(name).Error, Is.Null);

    [TestCaseSource(nameof(s_valid))]
    public void A_valid_message_means_the_same_after_it_was_written_again(string name)
    {
        SipMessage first = TortureMessage.Parse(name).Message!;
        SipMessage second = SipParser.Parse(first.ToBytes()).Message!;
        Assert.Multiple(() =>
        {
            Assert.That(second.From.ToString(), Is.EqualTo(first.From.ToString()));
            Assert.That(second.To.ToString(), Is.EqualTo(first.To.ToString()));
            Assert.That(second.Vias.Select(v => v.ToString()), Is.EqualTo(first.Vias.Select(v => v.ToString())));
            Assert.That(second.Contacts.Select(c => c.ToString()), Is.EqualTo(first.Contacts.Select(c => c.ToString())));
            Assert.That(Without(second, SipHeaderNames.ContentLength), Is.EqualTo(Without(first, SipHeaderNames.ContentLength)));
            Assert.That(second.Body.ToArray(), Is.EqualTo(first.Body.ToArray()));
        });
    }

    [Test]
    public void Wsinv_is_read_through_all_its_folds()
    {
        SipRequest request = TortureMessage.Request("wsinv");
        Assert.Multiple(() =>
        {
            Assert.That(request.Method, Is.EqualTo(SipMethods.Invite));
            Assert.That(request.Uri.User, Is.EqualTo("vivekg"));
            Assert.That(request.Uri.Parameters.Contains("unknownparam"), Is.True);
            Assert.That(request.ToTag, Is.EqualTo("1918181833n"));
            Assert.That(request.To.DisplayName, Is.Null);
            Assert.That(request.From.DisplayName, Is.EqualTo("J Rosenberg \\\""));
            Assert.That(request.FromTag, Is.EqualTo("98asjd8"));
            Assert.That(request.MaxForwards, Is.EqualTo(68));
            Assert.That(request.CallId, Is.EqualTo("wsinv.ndaksdj@192.0.2.1"));
            Assert.That(request.CSeq, Is.EqualTo(new SipCSeq(9, "INVITE")));
            Assert.That(request.Headers[SipHeaderNames.Subject], Is.Empty);
            Assert.That(request.Headers["newfangledheader"], Is.EqualTo("newfangled value continued newfangled value"));
            Assert.That(request.Headers["UnknownHeaderWithUnusualValue"], Is.EqualTo(";;,,;;,;"));
            Assert.That(request.ContentType, Is.EqualTo("application/sdp"));
            Assert.That(request.Body.Length, Is.EqualTo(150));
        });
    }

    [Test]
    public void Wsinv_has_three_Vias_over_two_fields()
    {
        IReadOnlyList<SipVia> vias = TortureMessage.Request("wsinv").Vias;
        Assert.That(vias.Select(v => (v.Transport, v.Host, v.Branch)), Is.EqualTo(new[]
        {
            ("UDP", "192.0.2.2", "390skdjuw"),
            ("TCP", "spindle.example.com", "z9hG4bK9ikj8"),
            ("UDP", "192.168.255.111", "z9hG4bK30239"),
        }));
    }

    [Test]
    public void Wsinv_has_a_Contact_and_a_Route_with_unknown_parameters()
    {
        SipRequest request = TortureMessage.Request("wsinv");
        Assert.Multiple(() =>
        {
            SipAddress contact = request.Contacts.Single();
            Assert.That(contact.DisplayName, Is.EqualTo("Quoted string \"\""));
            Assert.That(contact.Parameters["newparam"], Is.EqualTo("newvalue"));
            Assert.That(contact.Parameters.Contains("secondparam"), Is.True);
            Assert.That(contact.Parameters["q"], Is.EqualTo("0.33"));
            SipUri route = request.Routes.Single().Uri;
            Assert.That(route.IsLooseRouter, Is.True);
            Assert.That(route.Parameters["unknownwith"], Is.EqualTo("value"));
            Assert.That(route.Parameters.Contains("unknown-no-value"), Is.True);
        });
    }

    [Test]
    public void Intmeth_keeps_every_legal_character_where_it_stands()
    {
        SipRequest request = TortureMessage.Request("intmeth");
        Assert.Multiple(() =>
        {
            Assert.That(request.Method, Is.EqualTo("!interesting-Method0123456789_*+`.%indeed'~"));
            Assert.That(request.Uri.User, Is.EqualTo("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*"));
            Assert.That(request.Uri.Password, Is.EqualTo("&it+has=1,weird!*pas$wo~d_too.(doesn't-it)"));
            Assert.That(request.Uri.Host, Is.EqualTo("example.com"));
            Assert.That(request.TopVia.Branch, Is.EqualTo("z9hG4bK-.!%66*_+`'~"));
            Assert.That(request.To.DisplayName, Is.EqualTo("BEL:\a NUL:\0 DEL:\u007f"));
            Assert.That(request.From.DisplayName, Is.EqualTo("token1~` token2'+_ token3*%!.-"));
            Assert.That(request.From.Parameters["fromParam''~+*_!.-%"], Is.EqualTo("работающий"));
            Assert.That(request.FromTag, Is.EqualTo("_token~1'+`*%!-."));
            Assert.That(request.CallId, Is.EqualTo("intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{"));
            Assert.That(request.CSeq.Number, Is.EqualTo(139122385));
            Assert.That(request.Headers["extensionHeader-!.%*+_`'~"], Is.EqualTo("\ufeff大停電"));
        });
    }

    [Test]
    public void Esc01_is_unescaped_part_by_part()
    {
        SipRequest request = TortureMessage.Request("esc01");
        Assert.Multiple(() =>
        {
            Assert.That(request.Uri.User, Is.EqualTo("sips:user@example.com"));
            Assert.That(request.Uri.Host, Is.EqualTo("example.net"));
            Assert.That(request.To.Uri, Is.EqualTo(SipUri.Parse("sip:user@example.com")));
            Assert.That(request.From.Uri.User, Is.EqualTo("I have spaces"));
            SipUri contact = request.Contacts.Single().Uri;
            Assert.That(contact.User, Is.EqualTo("caller"));
            Assert.That(contact.ToString(), Does.EndWith(";%6C%72;n%61me=v%61lue%25%34%31"));
        });
    }

    [Test]
    public void Escnull_has_two_contacts_with_null_characters()
    {
        SipRequest request = TortureMessage.Request("escnull");
        Assert.Multiple(() =>
        {
            Assert.That(request.To.Uri.User, Is.EqualTo("null-\0-null"));
            Assert.That(request.Contacts.Select(c => c.Uri.User), Is.EqualTo(new[] { "\0", "\0\0" }));
        });
    }

    [Test]
    public void Esc02_does_not_take_a_percent_sign_for_an_escape_where_it_is_none()
    {
        SipRequest request = TortureMessage.Request("esc02");
        Assert.Multiple(() =>
        {
            Assert.That(request.Method, Is.EqualTo("RE%47IST%45R"));
            Assert.That(request.To.DisplayName, Is.EqualTo("%Z%45"));
            Assert.That(request.TopVia.Branch, Is.EqualTo("z9hG4bK209%fzsnel234"));
            Assert.That(request.Contacts.Select(c => c.Uri.User), Is.EqualTo(new[] { "alias1", "alias3" }));
            Assert.That(request.Headers["C%6Fntact"], Is.EqualTo("<sip:alias2@host2.example.com>"));
        });
    }

    [Test]
    public void Lwsdisp_has_a_display_name_with_no_space_before_the_bracket() =>
        Assert.That(TortureMessage.Request("lwsdisp").From.DisplayName, Is.EqualTo("caller"));

    [Test]
    public void Longreq_has_all_its_long_values_whole()
    {
        SipRequest request = TortureMessage.Request("longreq");
        Assert.Multiple(() =>
        {
            Assert.That(request.To.DisplayName, Is.EqualTo("I have a user name of " + string.Concat(Enumerable.Repeat("extreme", 10)) + " proportion"));
            Assert.That(request.To.Uri.Parameters["unknownparam1"], Has.Length.EqualTo(89));
            Assert.That(request.Vias, Has.Count.EqualTo(34));
            Assert.That(request.CallId, Does.StartWith("longreq.one").And.Length.GreaterThan(100));
            Assert.That(request.Body.Length, Is.EqualTo(150));
        });
    }

    [Test]
    public void Dblreq_is_its_first_request_and_nothing_behind_it()
    {
        SipRequest request = TortureMessage.Request("dblreq");
        Assert.Multiple(() =>
        {
            Assert.That(request.Method, Is.EqualTo(SipMethods.Register));
            Assert.That(request.Body.IsEmpty, Is.True);
        });
    }

    [Test]
    public void Semiuri_has_its_semicolon_in_the_user()
    {
        SipUri uri = TortureMessage.Request("semiuri").Uri;
        Assert.Multiple(() =>
        {
            Assert.That(uri.User, Is.EqualTo("user;par=u@example.net"));
            Assert.That(uri.Host, Is.EqualTo("example.com"));
            Assert.That(uri.Parameters, Is.Empty);
        });
    }

    [Test]
    public void Transports_may_be_any_token() =>
        Assert.That(TortureMessage.Request("transports").Vias.Select(v => v.Transport), Is.EqualTo(new[] { "UDP", "SCTP", "TLS", "UNKNOWN", "TCP" }));

    [Test]
    public void Mpart01_keeps_its_binary_body()
    {
        SipRequest request = TortureMessage.Request("mpart01");
        Assert.Multiple(() =>
        {
            Assert.That(request.Body.Length, Is.EqualTo(553));
            Assert.That(request.Body.Span.IndexOf((byte)0x82), Is.GreaterThan(0));
            Assert.That(request.GetValue(SipHeaderNames.ContentType)?.Parameters["boundary"], Is.EqualTo("7a9cbec02ceef655"));
        });
    }

    [Test]
    public void Unreason_has_its_reason_in_unicode() =>
        Assert.That(TortureMessage.Response("unreason").Reason, Is.EqualTo("= 2**3 * 5**2 но сто девяносто девять - простое"));

    [Test]
    public void Noreason_has_an_empty_reason()
    {
        SipResponse response = TortureMessage.Response("noreason");
        Assert.That((response.Status, response.Reason), Is.EqualTo((100, "")));
    }

    [Test]
    public void Unksm2_has_addresses_of_unknown_schemes()
    {
        SipRequest request = TortureMessage.Request("unksm2");
        Assert.Multiple(() =>
        {
            Assert.That((request.To.Uri.Scheme, request.To.Uri.Opaque), Is.EqualTo(("isbn", "2983792873")));
            Assert.That((request.From.Uri.Scheme, request.From.Uri.Opaque), Is.EqualTo(("http", "//www.example.com")));
            Assert.That(request.Contacts.Single().Uri.ToString(), Is.EqualTo("name:John_Smith"));
        });
    }

    [Test]
    public void Bext01_lists_what_it_requires() =>
        Assert.That(TortureMessage.Request("bext01").Headers.Values(SipHeaderNames.Require), Is.EqualTo(new[] { "nothingSupportsThis", "nothingSupportsThisEither" }));

    [Test]
    public void Invut_has_a_body_of_an_unknown_type() =>
        Assert.That(TortureMessage.Request("invut").ContentType, Is.EqualTo("application/unknownformat"));

    [Test]
    public void Regaut01_has_credentials_of_an_unknown_scheme() =>
        Assert.That(TortureMessage.Request("regaut01").Headers[SipHeaderNames.Authorization], Is.EqualTo("NoOneKnowsThisScheme opaque-data=here"));

    [Test]
    public void Bcast_has_the_broadcast_Via_that_a_client_looks_for() =>
        Assert.That(TortureMessage.Response("bcast").Vias.Select(v => v.Host), Is.EqualTo(new[] { "192.0.2.198", "255.255.255.255" }));

    [Test]
    public void Zeromf_has_no_hop_left() =>
        Assert.That(TortureMessage.Request("zeromf").MaxForwards, Is.Zero);

    [Test]
    public void Cparam01_has_its_parameter_at_the_header()
    {
        SipAddress contact = TortureMessage.Request("cparam01").Contacts.Single();
        Assert.That((contact.Parameters.Contains("unknownparam"), contact.Uri.Parameters.Count), Is.EqualTo((true, 0)));
    }

    [Test]
    public void Cparam02_has_its_parameter_at_the_uri()
    {
        SipAddress contact = TortureMessage.Request("cparam02").Contacts.Single();
        Assert.That((contact.Parameters.Count, contact.Uri.Parameters.Contains("unknownparam")), Is.EqualTo((0, true)));
    }

    [Test]
    public void Regescrt_has_a_Route_in_its_Contact() =>
        Assert.That(TortureMessage.Request("regescrt").Contacts.Single().Uri.GetHeaders(), Is.EqualTo(new[] { new SipHeader("Route", "<sip:sip.example.com>") }));

    [Test]
    public void Sdp01_accepts_no_sdp() =>
        Assert.That(TortureMessage.Request("sdp01").Headers[SipHeaderNames.Accept], Is.EqualTo("text/nobodyKnowsThis"));

    [Test]
    public void Inv2543_has_no_branch_and_no_length()
    {
        SipRequest request = TortureMessage.Request("inv2543");
        Assert.Multiple(() =>
        {
            Assert.That(request.TopVia.Branch, Is.Null);
            Assert.That(request.FromTag, Is.Null);
            Assert.That(request.RecordRoutes.Single().Uri.Parameters["maddr"], Is.EqualTo("ss1.example.com"));
            Assert.That(request.BodyText, Does.StartWith("v=0\r\n").And.EndsWith("m=audio 49217 RTP/AVP 0\r\n"));
        });
    }

    private static string Without(SipMessage message, string name)
    {
        var text = new StringBuilder();
        foreach (SipHeader header in message.Headers.Where(h => h.Name != name))
            text.Append(header.Name).Append(": ").AppendLine(header.Value);
        return text.ToString();
    }
}
