using System.Runtime.InteropServices;

namespace VoipControl.Sip;

/// <summary>
/// Reads one whole message: a datagram, or what <see cref="SipStreamFramer"/> has cut out of a stream. Pure; never throws for what is in the
/// bytes. Lines end with CRLF and with nothing else (RFC 3261 7): a lone CR or LF would be read in two ways by two elements, so it is refused.
/// </summary>
public static class SipParser
{
    /// <summary>
    /// Parses a message. Nothing is copied: the message refers to the bytes from then on, so the caller gives them away. White space lines
    /// before the start line are skipped (7.5), bytes behind the Content-Length are left out (18.3).
    /// </summary>
    public static SipParse Parse(ReadOnlyMemory<byte> datagram, SipLimits? limits = null)
    {
        limits ??= SipLimits.Default;
        if (datagram.Length > limits.MaxMessageBytes)
            return new SipParse(new SipParseError(SipStatus.MessageTooLarge, "Message Too Large", ""), null);
        // Views refer to their bytes by offsets into a whole array.
        bool isWhole = MemoryMarshal.TryGetArray(datagram, out ArraySegment<byte> segment) && segment.Offset == 0;
        var reader = new SipHeadReader(isWhole ? segment.Array! : datagram.ToArray(), datagram.Length, limits);
        return reader.Read();
    }
}
