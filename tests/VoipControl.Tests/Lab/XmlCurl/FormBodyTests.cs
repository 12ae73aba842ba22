using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using VoipControl.Lab.XmlCurl;
using VoipControl.Testing;

namespace VoipControl.Tests.Lab;

internal sealed class FormBodyTests
{
    /// <summary>What every event of a switch begins with.</summary>
    private static readonly string[] OfEveryEvent =
    [
        "Event-Name", "Core-UUID", "FreeSWITCH-Hostname", "FreeSWITCH-Switchname", "FreeSWITCH-IPv4", "FreeSWITCH-IPv6", "Event-Date-Local",
        "Event-Date-GMT", "Event-Date-Timestamp", "Event-Calling-File", "Event-Calling-Function", "Event-Calling-Line-Number", "Event-Sequence",
    ];

    [TestCase("dialplan")]
    [TestCase("directory-sip-auth")]
    [TestCase("directory-user-call")]
    public void A_captured_form_is_built_again_byte_for_byte(string name)
    {
        var captured = Captured(name);
        var fields = FormBody.Parse(captured);

        var built = FormBody.Build(fields[0].Value, fields[1].Value, fields[2].Value, fields[3].Value, fields[4].Value, fields.Skip(5));

        Assert.That(built, Is.EqualTo(captured));
    }

    [Test]
    public void A_dialplan_question_has_the_fields_of_the_captured_one()
    {
        var captured = FormBody.Parse(Captured("dialplan")).Skip(5).ToList();

        var ours = XmlCurlFields.Dialplan(captured.Where(f => !f.Key.StartsWith("Hunt-", StringComparison.Ordinal)).ToList());

        // The channel's own id and variables have no part in the profile that is repeated.
        Assert.That(ours.Select(f => f.Key), Is.EquivalentTo(captured.Select(f => f.Key)));
    }

    [Test]
    public void A_question_for_a_user_with_credentials_has_the_fields_of_the_captured_one()
    {
        var captured = FormBody.Parse(Captured("directory-sip-auth")).Skip(5).Where(f => !OfEveryEvent.Contains(f.Key)).ToList();

        var ours = XmlCurlFields.SipAuth(new SipAuthQuestion
        {
            Profile = "internal",
            Username = "1001",
            Realm = "voip.example",
            Domain = "voip.example",
            Method = "REGISTER",
            Ip = "127.0.233.5",
            ClientPort = "5066",
            UserAgent = "lab phone",
            Nonce = Value("sip_auth_nonce"),
            Uri = "sip:127.0.233.1:5060",
            Qop = "auth",
            CNonce = "6b8b4567",
            NonceCount = "00000001",
            Response = Value("sip_auth_response"),
            ContactUser = "1001",
            ContactHost = "127.0.233.5",
            ToUser = "1001",
            ToHost = "voip.example",
            FromUser = "1001",
            FromHost = "voip.example",
            ViaProtocol = "udp",
            CallId = Value("sip_call_id"),
            RequestHost = "voip.example",
        });

        Assert.That(ours, Is.EqualTo(captured));

        string Value(string name) => captured.First(f => f.Key == name).Value;
    }

    [Test]
    public void A_question_for_a_dialled_user_has_the_fields_of_the_captured_one()
    {
        var captured = FormBody.Parse(Captured("directory-user-call")).Skip(5).Where(f => !OfEveryEvent.Contains(f.Key));

        Assert.That(XmlCurlFields.UserCall("1001", "voip.example"), Is.EqualTo(captured));
    }

    [Test]
    public void No_value_can_add_a_field() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            var value = new string([.. text.Get.Where(static c => !char.IsSurrogate(c))]);
            var fields = FormBody.Parse(FormBody.Build(value, value, value, value, value, [KeyValuePair.Create("x", value)]));
            return fields.Count == 6 && fields.All(f => f.Value == value);
        }).QuickCheckThrowOnFailure();

    private static string Captured(string name) => File.ReadAllText(Path.Combine(Capture.Folder, "xml-curl", name + ".form"));
}
