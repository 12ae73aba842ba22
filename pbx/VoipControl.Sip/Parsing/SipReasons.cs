using System.Text;

namespace VoipControl.Sip;

/// <summary>Reason phrases off the wire: the usual words of a status come out as the one string there is of them.</summary>
internal static class SipReasons
{
    public static string Of(int status, ReadOnlySpan<byte> reason)
    {
        string usual = SipStatus.ReasonOf(status);
        return Ascii.Equals(reason, usual) ? usual : SipText.Decode(reason);
    }
}
