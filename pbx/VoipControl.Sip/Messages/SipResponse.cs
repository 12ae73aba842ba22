using System.Buffers;
using System.Globalization;
using System.Text;

namespace VoipControl.Sip;

/// <summary>A response.</summary>
public sealed class SipResponse : SipMessage
{
    /// <summary>A response without any header field yet; <see cref="SipRequest.CreateResponse"/> is the way to one that can be sent.</summary>
    /// <param name="status">100 to 699.</param>
    /// <param name="reason">Null for the usual one.</param>
    /// <exception cref="ArgumentException">The status is none, or the reason has a line break.</exception>
    public SipResponse(int status, string? reason = null)
        : base(new SipHeaders())
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 699);
        Status = status;
        Reason = reason ?? SipStatus.ReasonOf(status);
        SipText.RefuseLineBreaks(Reason);
    }

    internal SipResponse(int status, string reason, SipHeaders headers)
        : base(headers)
    {
        Status = status;
        Reason = reason;
    }

    /// <summary>100 to 699.</summary>
    public int Status { get; }

    /// <summary>The words behind the status; may be empty.</summary>
    public string Reason { get; }

    /// <summary>Nobody sent it: it stands for silence (408) or for a message that could not go (503); RFC 3261 8.1.3.1.</summary>
    public bool IsLocal { get; internal set; }

    /// <summary>1xx.</summary>
    public bool IsProvisional => Status < 200;

    /// <summary>200 and above.</summary>
    public bool IsFinal => Status >= 200;

    /// <summary>2xx.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>
    /// Sets the tag of To when To can be read and has none. False otherwise: the refusal of a request whose To was malformed or missing
    /// (<see cref="SipParse.Refusal"/>) goes out without.
    /// </summary>
    public bool TryAddToTag(string tag)
    {
        if (!SipAddress.TryParse(Headers[SipHeaderNames.To], out SipAddress? to) || to.Tag is not null)
            return false;
        To = to.WithTag(tag);
        return true;
    }

    private protected override void WriteStartLine(IBufferWriter<byte> writer)
    {
        writer.Write("SIP/2.0 "u8);
        Span<byte> digits = writer.GetSpan(4);
        Status.TryFormat(digits, out int written, provider: CultureInfo.InvariantCulture);
        writer.Advance(written);
        writer.Write(" "u8);
        Encoding.UTF8.GetBytes(Reason, writer);
        writer.Write("\r\n"u8);
    }
}
