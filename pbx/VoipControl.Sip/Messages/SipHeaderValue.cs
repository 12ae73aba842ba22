using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace VoipControl.Sip;

/// <summary>
/// A value with parameters, the shape of Event, Subscription-State, Session-Expires, Replaces, Reason, Retry-After, Content-Type and
/// Content-Disposition: <c>value *( ; name [= value] )</c>.
/// </summary>
public sealed class SipHeaderValue
{
    private SipHeaderValue(string value, SipParameters parameters)
    {
        Value = value;
        Parameters = parameters;
    }

    /// <summary>What stands before the first semicolon, a comment in parentheses behind it left out.</summary>
    public string Value { get; }

    /// <summary>The parameters.</summary>
    public SipParameters Parameters { get; }

    /// <summary>Reads such a value; false when its parameters are malformed or it is empty.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SipHeaderValue? value)
    {
        value = null;
        if (text is null || text.Length > ushort.MaxValue / 4)
            return false;
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int start = SipChars.SkipSpace(bytes, 0);
        int semicolon = bytes.AsSpan().IndexOf((byte)';');
        int at = semicolon < 0 ? bytes.Length : semicolon;
        string head = SipText.Decode(bytes.AsSpan(Math.Min(start, at), Math.Max(0, at - start)));
        int comment = head.IndexOf('(', StringComparison.Ordinal);
        head = (comment < 0 ? head : head[..comment]).Trim(' ', '\t');
        if (head.Length == 0)
            return false;
        int parameters = at;
        SipKnownParameters known = default;
        if (!SipGrammar.TryParameters(bytes, ref at, ref known) || SipChars.SkipSpace(bytes, at) != bytes.Length)
            return false;
        value = new SipHeaderValue(head, SipParameters.OfHeader(bytes.AsSpan(parameters)));
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Value + Parameters;
}
