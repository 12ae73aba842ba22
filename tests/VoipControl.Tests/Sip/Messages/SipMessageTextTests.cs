using NUnit.Framework;
using VoipControl.Sip;

namespace VoipControl.Tests.Sip.Messages;

[TestFixture]
internal sealed class SipMessageTextTests
{
    [TestCase(SipHeaderNames.Authorization)]
    [TestCase(SipHeaderNames.ProxyAuthorization)]
    public void Text_of_a_message_shows_no_credentials_and_its_bytes_do(string header)
    {
        var request = new SipRequest(SipMethods.Register, SipUri.Parse("sip:lab"));
        request.Headers.Add(header, "Digest username=\"1001\", response=\"0123456789abcdef\"");
        request.Headers.Add(SipHeaderNames.CallId, "kept");

        Assert.That(request.ToString(), Does.Contain(header + ": (hidden)").And.Contain("kept").And.Not.Contain("0123456789abcdef"));
        Assert.That(System.Text.Encoding.UTF8.GetString(request.ToBytes()), Does.Contain("0123456789abcdef"));
    }
}
