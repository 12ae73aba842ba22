using System.Text;

namespace VoipControl.Sip;

/// <summary>The header parameters that are asked for in every message; the first of a name counts.</summary>
internal struct SipKnownParameters
{
    public SipSlice Tag;
    public SipSlice Branch;
    public SipSlice Received;
    public SipSlice Rport;
    public bool HasRport;

    public void See(ReadOnlySpan<byte> text, SipSlice name, SipSlice value)
    {
        ReadOnlySpan<byte> word = text[name.Start..name.End];
        switch (word.Length)
        {
            case 3 when !Tag.IsPresent && (word.SequenceEqual("tag"u8) || Ascii.EqualsIgnoreCase(word, "tag"u8)):
                Tag = value;
                break;
            case 5 when !HasRport && (word.SequenceEqual("rport"u8) || Ascii.EqualsIgnoreCase(word, "rport"u8)):
                Rport = value;
                HasRport = true;
                break;
            case 6 when !Branch.IsPresent && (word.SequenceEqual("branch"u8) || Ascii.EqualsIgnoreCase(word, "branch"u8)):
                Branch = value;
                break;
            case 8 when !Received.IsPresent && (word.SequenceEqual("received"u8) || Ascii.EqualsIgnoreCase(word, "received"u8)):
                Received = value;
                break;
            default:
                break;
        }
    }
}
