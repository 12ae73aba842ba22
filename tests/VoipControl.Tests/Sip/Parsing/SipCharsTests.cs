using NUnit.Framework;
using VoipControl.Sip;

namespace VoipControl.Tests.Sip.Parsing;

/// <summary>The scans that look at sixteen bytes at once find what looking at one byte after the other finds.</summary>
internal sealed class SipCharsTests
{
    private delegate int Scan(ReadOnlySpan<byte> text, int at);

    [Test]
    public void A_run_ends_at_the_first_byte_of_another_class_wherever_it_stands() => Assert.Multiple(() =>
    {
        AssertEnds(SipChars.SkipWord, SipCharClass.Word);
        AssertEnds(SipChars.SkipValue, SipCharClass.Value);
        AssertEnds(SipChars.SkipHost, SipCharClass.Host);
        AssertEnds(SipChars.SkipUser, SipCharClass.User);
        AssertEnds(SipChars.SkipUriParameter, SipCharClass.UriParameter);
    });

    [Test]
    public void A_run_goes_on_behind_an_escape_and_not_behind_a_broken_one()
    {
        Assert.That(SipChars.SkipUser("a%20b%2F0123456789abcdef@"u8, 0), Is.EqualTo(24));
        Assert.That(SipChars.SkipUser("0123456789abcdef%2"u8, 0), Is.EqualTo(-1));
    }

    private static void AssertEnds(Scan scan, SipCharClass wanted)
    {
        foreach (int length in (int[])[1, 15, 16, 17, 31, 40])
        {
            byte[] text = new byte[length];
            for (int place = 0; place < length; place++)
            {
                for (int other = 0; other < 256; other++)
                {
                    // An escape is another matter.
                    if (other == '%')
                        continue;
                    Array.Fill(text, (byte)'a');
                    text[place] = (byte)other;
                    int start = place / 2;
                    int expected = SipChars.Is((byte)other, wanted) ? length : place;
                    if (scan(text, start) != expected)
                        Assert.Fail($"{wanted}: byte {other} at {place} of {length} from {start}: {scan(text, start)} instead of {expected}.");
                }
            }
        }
    }
}
