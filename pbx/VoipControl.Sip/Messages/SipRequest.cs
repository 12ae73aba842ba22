using System.Buffers;
using System.Text;

namespace VoipControl.Sip;

/// <summary>A request.</summary>
public sealed class SipRequest : SipMessage
{
    /// <summary>A request without any header field yet.</summary>
    /// <exception cref="ArgumentException">The method is no token.</exception>
    public SipRequest(string method, SipUri uri)
        : base(new SipHeaders())
    {
        if (!SipText.IsToken(method))
            throw new ArgumentException($"'{method}' cannot be a method.", nameof(method));
        Method = method;
        Uri = uri;
    }

    internal SipRequest(string method, SipUri uri, SipHeaders headers)
        : base(headers)
    {
        Method = method;
        Uri = uri;
    }

    /// <summary>The method; case-sensitive.</summary>
    public string Method { get; }

    /// <summary>The Request-URI.</summary>
    public SipUri Uri { get; set; }

    /// <summary>
    /// A response with what RFC 3261 8.2.6 wants copied: every Via, From, To, Call-ID and CSeq; Record-Route in 101 to 299 (12.1.1), Timestamp in
    /// 100.
    /// </summary>
    /// <param name="status">100 to 699.</param>
    /// <param name="reason">Null for the usual one.</param>
    /// <param name="toTag">The tag that goes into To when the request has none there; not into a 100.</param>
    public SipResponse CreateResponse(int status, string? reason = null, string? toTag = null)
    {
        var response = new SipResponse(status, reason);
        response.Headers.CopyFrom(Headers, SipHeaderNames.Via);
        response.Headers.CopyFrom(Headers, SipHeaderNames.From);
        if (toTag is not null && status != 100 && ToTag is null)
            response.Headers.Add(SipHeaderNames.To, To.WithTag(toTag).ToString());
        else
            response.Headers.CopyFrom(Headers, SipHeaderNames.To);
        response.Headers.CopyFrom(Headers, SipHeaderNames.CallId);
        response.Headers.CopyFrom(Headers, SipHeaderNames.CSeq);
        if (status is > 100 and < 300)
            response.Headers.CopyFrom(Headers, SipHeaderNames.RecordRoute);
        if (status == 100)
            response.Headers.CopyFrom(Headers, SipHeaderNames.Timestamp);
        return response;
    }

    private protected override void WriteStartLine(IBufferWriter<byte> writer)
    {
        Encoding.ASCII.GetBytes(Method, writer);
        writer.Write(" "u8);
        writer.Write(Uri.Bytes);
        writer.Write(" SIP/2.0\r\n"u8);
    }
}
