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
        switch (name.Length)
        {
            case 3 when !Tag.IsPresent && Is(text, name, "tag"u8):
                Tag = value;
                break;
            case 5 when !HasRport && Is(text, name, "rport"u8):
                Rport = value;
                HasRport = true;
                break;
            case 6 when !Branch.IsPresent && Is(text, name, "branch"u8):
                Branch = value;
                break;
            case 8 when !Received.IsPresent && Is(text, name, "received"u8):
                Received = value;
                break;
            default:
                break;
        }
    }

    private static bool Is(ReadOnlySpan<byte> text, SipSlice name, ReadOnlySpan<byte> wanted) =>
        Ascii.EqualsIgnoreCase(text[name.Start..name.End], wanted);
}
