using System.Diagnostics.CodeAnalysis;

namespace VoipControl.Sip;

/// <summary>Reads header fields as what they are, for the typed views of a message.</summary>
internal static class SipViews
{
    // So many are copied one by one, which is most of all lists; from there on a list grows by doubling.
    private const int FewMembers = 4;

    public static SipAddress Address(SipHeaders headers, SipHeaderId id)
    {
        byte[] bytes = Need(headers, id, out SipSlice value);
        return TryReadAddress(bytes, value, out SipAddress? address) ? address : throw Wrong(id);
    }

    public static bool TryReadAddress(byte[] bytes, SipSlice value, [NotNullWhen(true)] out SipAddress? address)
    {
        int at = value.Start;
        return SipAddress.TryRead(bytes, ref at, value.End, out address) && AtEnd(bytes, at, value.End);
    }

    public static SipViewList<SipAddress> Addresses(SipHeaders headers, SipHeaderId id)
    {
        SipViewList<SipAddress> all = SipViewList<SipAddress>.Empty;
        for (int i = headers.IndexOf(id); i >= 0; i = headers.IndexOf(id, i + 1))
        {
            byte[] bytes = headers.BytesOf(i, out SipSlice value);
            bool isStar = id == SipHeaderId.Contact && value.Of(bytes) is [(byte)'*'];
            if (!isStar && !TryReadAddresses(bytes, value, ref all))
                throw Wrong(id);
        }

        return all;
    }

    public static SipVia TopVia(SipHeaders headers)
    {
        byte[] bytes = Need(headers, SipHeaderId.Via, out SipSlice value);
        int at = value.Start;
        return SipVia.TryRead(bytes, ref at, value.End, out SipVia? via) ? via : throw Wrong(SipHeaderId.Via);
    }

    public static SipViewList<SipVia> Vias(SipHeaders headers)
    {
        SipViewList<SipVia> all = SipViewList<SipVia>.Empty;
        for (int i = headers.IndexOf(SipHeaderId.Via); i >= 0; i = headers.IndexOf(SipHeaderId.Via, i + 1))
        {
            byte[] bytes = headers.BytesOf(i, out SipSlice value);
            if (!TryReadVias(bytes, value, ref all))
                throw Wrong(SipHeaderId.Via);
        }

        return all;
    }

    /// <summary>Adds the addresses of one field to those of the fields before it.</summary>
    public static bool TryReadAddresses(byte[] bytes, SipSlice value, ref SipViewList<SipAddress> all)
    {
        int at = value.Start;
        List<SipAddress>? many = null;
        do
        {
            if (!SipAddress.TryRead(bytes, ref at, value.End, out SipAddress? address))
                return false;
            if (many is null && all.Count < FewMembers)
                all.Add(address);
            else
                (many ??= [.. all.Span]).Add(address);
        }
        while (Continues(bytes, ref at, value.End));
        if (many is not null)
            all.Replace([.. many]);
        return AtEnd(bytes, at, value.End);
    }

    /// <summary>Adds the Vias of one field to those of the fields before it.</summary>
    public static bool TryReadVias(byte[] bytes, SipSlice value, ref SipViewList<SipVia> all)
    {
        int at = value.Start;
        List<SipVia>? many = null;
        do
        {
            if (!SipVia.TryRead(bytes, ref at, value.End, out SipVia? via))
                return false;
            if (many is null && all.Count < FewMembers)
                all.Add(via);
            else
                (many ??= [.. all.Span]).Add(via);
        }
        while (Continues(bytes, ref at, value.End));
        if (many is not null)
            all.Replace([.. many]);
        return AtEnd(bytes, at, value.End);
    }

    public static string CallId(SipHeaders headers) => headers[SipHeaderNames.CallId] ?? throw Missing(SipHeaderId.CallId);

    public static ReadOnlySpan<byte> CallIdBytes(SipHeaders headers)
    {
        byte[] bytes = Need(headers, SipHeaderId.CallId, out SipSlice value);
        return value.Of(bytes);
    }

    public static SipCSeq CSeq(SipHeaders headers)
    {
        byte[] bytes = Need(headers, SipHeaderId.CSeq, out SipSlice value);
        return TryReadCSeq(value.Of(bytes), out uint number, out Range method)
            ? new SipCSeq(number, SipMethods.Of(value.Of(bytes)[method]))
            : throw Wrong(SipHeaderId.CSeq);
    }

    /// <summary>CSeq = 1*DIGIT LWS Method; the number below 2^31.</summary>
    public static bool TryReadCSeq(ReadOnlySpan<byte> text, out uint number, out Range method)
    {
        number = 0;
        method = default;
        int digits = SipChars.Skip(text, 0, SipCharClass.Digit);
        if (!SipGrammar.TryNumber(text[..digits], out long value) || value > SipCSeq.MaxNumber)
            return false;
        int start = SipChars.SkipSpace(text, digits);
        int end = SipChars.Skip(text, start, SipCharClass.Token);
        number = (uint)value;
        method = start..end;
        return start > digits && end > start && end == text.Length;
    }

    /// <summary>Moves over the comma between two members of a list.</summary>
    private static bool Continues(byte[] bytes, ref int at, int end)
    {
        ReadOnlySpan<byte> text = bytes.AsSpan(0, end);
        int next = SipChars.SkipSpace(text, at);
        if (next >= end || text[next] != ',')
            return false;
        at = next + 1;
        return true;
    }

    private static bool AtEnd(byte[] bytes, int at, int end) => SipChars.SkipSpace(bytes.AsSpan(0, end), at) == end;

    private static byte[] Need(SipHeaders headers, SipHeaderId id, out SipSlice value)
    {
        int index = headers.IndexOf(id);
        return index >= 0 ? headers.BytesOf(index, out value) : throw Missing(id);
    }

    private static FormatException Missing(SipHeaderId id) => new($"The message has no {SipHeaderTable.NameOf(id)}.");

    private static FormatException Wrong(SipHeaderId id) => new($"The message's {SipHeaderTable.NameOf(id)} is malformed.");
}
