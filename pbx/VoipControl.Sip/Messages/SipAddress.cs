using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace VoipControl.Sip;

/// <summary>
/// A name-addr or addr-spec with its header parameters (RFC 3261 20.10): what From, To, Contact, Route, Record-Route, Refer-To and others hold.
/// Immutable. Without angle brackets all parameters belong to the header, not to the URI.
/// </summary>
public sealed class SipAddress
{
    private static readonly SearchValues<byte> s_bareEnd = SearchValues.Create(",;? \t\r\n"u8);

    private readonly byte[] _bytes;
    // Filled while the address is read, never after: what is read goes where it stays, nothing of it is copied.
    private SipSlice _whole;
    private SipSlice _display;
    private SipSlice _parameterText;
    private SipSlice _tag;
    private SipUriParts _uriParts;
    private SipUri? _uri;
    private SipParameters? _parameters;
    private string? _tagString;

    private SipAddress(byte[] bytes) => _bytes = bytes;

    /// <summary>The name of the party as meant: without quotes and their escapes; null when there is none.</summary>
    public string? DisplayName => _display.IsPresent ? SipText.Unquote(SipText.Decode(_display.Of(_bytes))) : null;

    /// <summary>The address itself.</summary>
    public SipUri Uri => _uri ??= new SipUri(_bytes, _uriParts);

    /// <summary>The header's parameters, those of the URI not among them.</summary>
    public SipParameters Parameters => _parameters ??= SipParameters.OfHeader(_parameterText.Of(_bytes));

    /// <summary>The <c>tag</c> parameter of From and To (RFC 3261 19.3), or null.</summary>
    public string? Tag => _tag.IsPresent ? _tagString ??= SipText.Unquote(SipText.Decode(TagBytes)) : null;

    internal ReadOnlySpan<byte> TagBytes => _tag.Of(_bytes);

    internal ReadOnlySpan<byte> UserBytes => _uriParts.User.Of(_bytes);

    internal ReadOnlySpan<byte> HostBytes => _uriParts.Host.Of(_bytes);

    internal ReadOnlySpan<byte> DisplayBytes => _display.Of(_bytes);

    /// <summary>An address of these parts; the display name is quoted.</summary>
    /// <exception cref="ArgumentException">The display name has a line break.</exception>
    public static SipAddress Of(SipUri uri, string? displayName = null, SipParameters? parameters = null) =>
        Parse((displayName is null ? "" : SipText.Quote(displayName) + " ") + "<" + uri + ">" + parameters);

    /// <summary>Reads one address that the program itself has.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static SipAddress Parse(string text) =>
        TryParse(text, out SipAddress? address) ? address : throw new FormatException($"'{text}' is not an address that SIP knows.");

    /// <summary>Reads one address; false when it is none or there is more than one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SipAddress? address)
    {
        address = null;
        if (text is null || text.Length > ushort.MaxValue / 4)
            return false;
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int at = 0;
        return TryRead(bytes, ref at, bytes.Length, out address) && SipChars.SkipSpace(bytes, at) == bytes.Length;
    }

    /// <summary>This address with the tag set; a null tag takes it away.</summary>
    public SipAddress WithTag(string? tag) =>
        WithParameters(tag is null ? Parameters.Without("tag") : Parameters.With("tag", tag));

    /// <summary>This address with one header parameter set.</summary>
    public SipAddress WithParameter(string name, string? value = null) => WithParameters(Parameters.With(name, value));

    /// <summary>This address without any header parameter of that name.</summary>
    public SipAddress WithoutParameter(string name) => WithParameters(Parameters.Without(name));

    /// <summary>The same party at another URI.</summary>
    public SipAddress WithUri(SipUri uri) => Parse(DisplayText + "<" + uri + ">" + Parameters);

    /// <summary>As on the wire, folds made spaces.</summary>
    public override string ToString() => SipText.Decode(_whole.Of(_bytes));

    /// <summary>Reads one address at a position, up to a comma or the end; moves the position behind it.</summary>
    internal static bool TryRead(byte[] bytes, ref int at, int end, [NotNullWhen(true)] out SipAddress? address)
    {
        address = null;
        ReadOnlySpan<byte> text = bytes.AsSpan(0, end);
        int start = SipChars.SkipSpace(text, at);
        if (start >= end)
            return false;
        SipSlice display = default;
        int i = start;
        if (text[i] == '"')
        {
            if (!SipGrammar.TryQuoted(text, ref i))
                return false;
            display = new SipSlice(start, i);
            i = SipChars.SkipSpace(text, i);
            if (i >= end || text[i] != '<')
                return false;
        }
        else if (text[i] != '<')
        {
            // A display name of tokens and white space up to '<', or else an addr-spec.
            i = SipChars.Skip(text, i, SipCharClass.Token | SipCharClass.Space);
            if (i < end && text[i] == '<')
            {
                int last = i;
                while (SipChars.Is(text[last - 1], SipCharClass.Space))
                    last--;
                display = new SipSlice(start, last);
            }
            else
            {
                i = start;
            }
        }

        int uriStart, uriEnd, next;
        if (text[i] == '<')
        {
            uriStart = i + 1;
            int length = text[uriStart..].IndexOf((byte)'>');
            if (length < 0)
                return false;
            uriEnd = uriStart + length;
            next = uriEnd + 1;
        }
        else
        {
            // RFC 3261 20: a URI with comma, question mark or semicolon must be in brackets; so it ends at the first of them.
            uriStart = i;
            int length = text[uriStart..].IndexOfAny(s_bareEnd);
            uriEnd = next = length < 0 ? end : uriStart + length;
            if (next < end && text[next] == '?')
                return false;
        }

        SipKnownParameters known = default;
        int parameters = next;
        var read = new SipAddress(bytes);
        if (!SipUriParts.TryRead(bytes, uriStart, uriEnd, out read._uriParts) || !SipGrammar.TryParameters(text, ref next, ref known))
            return false;
        read._whole = new SipSlice(start, next);
        read._display = display;
        read._parameterText = next > parameters ? new SipSlice(parameters, next) : default;
        read._tag = known.Tag;
        address = read;
        at = next;
        return true;
    }

    private string DisplayText => _display.IsPresent ? SipText.Decode(_display.Of(_bytes)) + " " : "";

    private SipAddress WithParameters(SipParameters parameters) => Parse(DisplayText + "<" + Uri + ">" + parameters);
}
