namespace VoipControl.Sip;

/// <summary>Names the call that another one takes the place of (RFC 3891), from the point of view of the one who receives it.</summary>
/// <param name="CallId">Call-ID of the call to replace.</param>
/// <param name="ToTag">The receiver's own tag in it.</param>
/// <param name="FromTag">The other party's tag in it.</param>
/// <param name="EarlyOnly">Replace it only while it rings.</param>
public sealed record SipReplaces(string CallId, string ToTag, string FromTag, bool EarlyOnly = false)
{
    /// <summary>Reads a Replaces header; false when the Call-ID or one of the two tags is missing.</summary>
    public static bool TryParse(string? value, out SipReplaces replaces)
    {
        replaces = null!;
        if (value is null)
            return false;
        var parts = value.Split(';', StringSplitOptions.TrimEntries);
        string? to = null, from = null;
        var early = false;
        foreach (var part in parts.Skip(1))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? part : part[..equals].TrimEnd();
            var text = equals < 0 ? "" : part[(equals + 1)..].TrimStart();
            if (name.Equals("to-tag", StringComparison.OrdinalIgnoreCase))
                to = text;
            else if (name.Equals("from-tag", StringComparison.OrdinalIgnoreCase))
                from = text;
            else if (name.Equals("early-only", StringComparison.OrdinalIgnoreCase))
                early = true;
        }

        if (parts[0].Length == 0 || string.IsNullOrEmpty(to) || string.IsNullOrEmpty(from))
            return false;
        replaces = new SipReplaces(parts[0], to, from, early);
        return true;
    }

    /// <summary>The header's value.</summary>
    public override string ToString() => $"{CallId};to-tag={ToTag};from-tag={FromTag}{(EarlyOnly ? ";early-only" : "")}";
}
