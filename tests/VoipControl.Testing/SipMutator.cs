using System.Text;
using VoipControl.Sip;
using VoipControl.Sip.Digest;
using VoipControl.Sip.Sdp;

namespace VoipControl.Testing;

/// <summary>
/// Makes broken messages out of good ones: bytes changed, cut, doubled, spliced, and pieces of the grammar put where they do not belong. The same
/// seed makes the same messages.
/// </summary>
public sealed class SipMutator(IReadOnlyList<byte[]> seeds, int seed)
{
    private const int MaxBytes = 8_192;

    private static readonly byte[][] s_pieces =
    [
        .. new[]
        {
            "\r\n", "\n", "\r", "\r\n ", "\r\n\r\n", ";", ";;", ",", "<", ">", "\"", "\\", "\\\"", "=", ":", "@", "%", "%00", "%zz", "?", "&", "[", "]", "[::1]",
            " ", "\t", "\0", "SIP/2.0", "SIP/3.0", "sip:", "sips:", "tel:+1", "z9hG4bK", ";tag=", ";branch=", ";rport=99999", ";lr", "Via: ", "v:", "From: ", "Contact: *",
            "Content-Length: ", "l: 4294967296", "CSeq: 2147483648 ", "99999999999999999999", "-1", "m=audio ", "a=rtpmap:", "a=fmtp:", "c=IN IP4 ", "o=", "v=0\r\n",
            "Digest ", "nonce=\"", "INVITE ", "ACK ", "é", "\u2028", "((((((((", ")))))", "\"\\",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff, 0xfe],
        [0xc3],
    ];

    private readonly Random _random = new(seed);

    /// <summary>The next message.</summary>
    public byte[] Next()
    {
        List<byte> bytes = [.. Any(seeds)];
        for (int changes = 1 + _random.Next(6); changes > 0; changes--)
            Change(bytes);
        if (bytes.Count > MaxBytes)
            bytes.RemoveRange(MaxBytes, bytes.Count - MaxBytes);
        return [.. bytes];
    }

    /// <summary>Takes a message through every parser, and through all views of what was accepted, which must not fail behind it.</summary>
    public static void Exercise(byte[] bytes, out bool isAccepted)
    {
        SipParse parse = SipParser.Parse(bytes);
        isAccepted = parse.Message is not null;
        if (parse.Message is { } message)
            Read(message);
        if (parse.Refusal is { } refusal)
        {
            _ = refusal.TopVia.Branch;
            refusal.TryAddToTag("t");
            refusal.ToBytes();
        }

        ReadOnlySpan<byte> body = bytes;
        int at = body.IndexOf("v="u8);
        if (at >= 0 && SdpSession.TryParse(body[at..], out SdpSession? session, out _))
            session.ToString();
    }

    private static void Read(SipMessage message)
    {
        _ = message.From.DisplayName + message.From.Tag + message.From.Uri.User + message.To.Uri.Host + message.CallId;
        _ = message.TopVia.Host + message.TopVia.Parameters.Count + message.CSeq.Method + message.MaxForwards + message.Expires;
        foreach (SipAddress address in message.Contacts.Concat(message.Routes).Concat(message.RecordRoutes))
            _ = address.Uri.User + address.Uri.Parameters["lr"] + address.Parameters["q"] + address.Uri.GetHeaders().Count;
        foreach (SipHeader header in message.Headers)
            _ = header.Name.Length + header.Value.Length;
        _ = message.GetAddress(SipHeaderNames.ReferTo)?.Uri.Equals(message.From.Uri);
        _ = message.GetValue(SipHeaderNames.SessionExpires)?.Parameters["refresher"];
        foreach (string field in message.Headers.Fields(SipHeaderNames.Authorization))
            _ = DigestCredentials.TryParse(field, out _);
        foreach (string value in message.Headers.Values(SipHeaderNames.Allow))
            _ = value.Length;
        message.ToBytes();
    }

    private T Any<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    private void Change(List<byte> bytes)
    {
        int at = _random.Next(bytes.Count + 1);
        int length = Math.Min(bytes.Count - at, 1 + _random.Next(_random.Next(8) == 0 ? 200 : 8));
        switch (_random.Next(8))
        {
            case 0 when at < bytes.Count:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 1 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 4:
                byte[] other = Any(seeds);
                int from = _random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(other.Length - from, 1 + _random.Next(100))).ToArray());
                break;
            case 5 when _random.Next(4) == 0:
                // Much of the same is what a quadratic search would show itself by.
                byte[] piece = Any(s_pieces);
                for (int i = _random.Next(1, 400); i > 0; i--)
                    bytes.InsertRange(at, piece);
                break;
            case 6 when _random.Next(16) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                bytes.InsertRange(at, Any(s_pieces));
                break;
        }
    }
}
