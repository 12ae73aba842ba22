using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace VoipControl.Sip;

/// <summary>
/// A URI as SIP carries it. <c>sip:</c> and <c>sips:</c> are taken apart (RFC 3261 19.1.1), <c>tel:</c> into number and parameters (RFC 3966);
/// any other scheme is kept whole in <see cref="Opaque"/>. Immutable; parts are decoded when they are asked for.
/// </summary>
public sealed partial class SipUri : IEquatable<SipUri>
{
    private readonly byte[] _bytes;
    // Set by construction alone, or while it is read.
    private SipUriParts _parts;
    private SipParameters? _parameters;
    private string? _hostString;
    private string? _userString;

    internal SipUri(byte[] bytes, in SipUriParts parts)
    {
        _bytes = bytes;
        _parts = parts;
    }

    /// <summary>A <c>sip:</c> URI of these parts.</summary>
    /// <param name="user">As meant, unescaped; null for none.</param>
    /// <param name="host">Host name, IPv4 address, or IPv6 address with or without brackets.</param>
    /// <param name="port">Null for none.</param>
    /// <param name="scheme"><c>sip</c> or <c>sips</c>.</param>
    /// <exception cref="FormatException">The parts make no URI.</exception>
    public SipUri(string? user, string host, int? port = null, string scheme = "sip")
        : this(Compose(scheme, user, null, host, port, null, null))
    {
    }

    private SipUri(string text)
        : this(Encoding.UTF8.GetBytes(text), PartsOf(text))
    {
    }

    /// <summary>In lower case: <c>sip</c>, <c>sips</c>, <c>tel</c>, or another.</summary>
    public string Scheme => _parts.Kind switch
    {
        SipUriKind.Sip => "sip",
        SipUriKind.Sips => "sips",
        SipUriKind.Tel => "tel",
        _ => SipText.Decode(_parts.Scheme.Of(_bytes)).ToLowerInvariant(),
    };

    /// <summary>Whether it is a <c>sip:</c> or <c>sips:</c> URI, the ones a request can be sent to.</summary>
    public bool IsSip => _parts.Kind is SipUriKind.Sip or SipUriKind.Sips;

    /// <summary>The user part as meant (unescaped), the number of a <c>tel:</c> URI, or null.</summary>
    public string? User => _parts.User.IsPresent ? _userString ??= SipText.Unescape(_parts.User.Of(_bytes)) : null;

    /// <summary>The password as meant, or null. RFC 3261 19.1.1 advises against having one.</summary>
    public string? Password => _parts.Password.IsPresent ? SipText.Unescape(_parts.Password.Of(_bytes)) : null;

    /// <summary>As on the wire, an IPv6 address in its brackets; empty when the scheme has no host.</summary>
    public string Host => _hostString ??= SipText.Decode(_parts.Host.Of(_bytes));

    /// <summary>Null when none is named.</summary>
    public int? Port => _parts.Port == 0 ? null : _parts.Port;

    /// <summary>What follows the scheme, exactly as on the wire: all there is to a URI of a scheme that is not taken apart.</summary>
    public string Opaque => SipText.Decode(_bytes.AsSpan(_parts.Scheme.End + 1, _parts.Whole.End - _parts.Scheme.End - 1));

    /// <summary>The parameters, unescaped.</summary>
    public SipParameters Parameters => _parameters ??= SipParameters.OfUri(_parts.Parameters.Of(_bytes));

    /// <summary>The header part behind the question mark as on the wire, or null. <see cref="GetHeaders"/> takes it apart.</summary>
    public string? HeaderText => _parts.Headers.IsPresent ? SipText.Decode(_parts.Headers.Of(_bytes)) : null;

    /// <summary>The <c>transport</c> parameter, or null.</summary>
    public string? Transport => _parts.Parameters.IsPresent ? Parameters["transport"] : null;

    /// <summary>Whether the URI has <c>lr</c>: the proxy it names routes loosely (RFC 3261 16.12).</summary>
    public bool IsLooseRouter => _parts.Parameters.IsPresent && Parameters.Contains("lr");

    internal ReadOnlySpan<byte> Bytes => _parts.Whole.Of(_bytes);

    internal ReadOnlySpan<byte> UserBytes => _parts.User.Of(_bytes);

    internal ReadOnlySpan<byte> HostBytes => _parts.Host.Of(_bytes);

    internal SipUriKind Kind => _parts.Kind;

    /// <summary>Reads a URI that the program itself has; one from the network goes through <see cref="TryParse"/>.</summary>
    /// <exception cref="FormatException">It is none; the message says what of it is wrong.</exception>
    public static SipUri Parse(string text) => new(text);

    /// <summary>Reads a URI; false when it is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SipUri? uri)
    {
        uri = null;
        if (text is null || text.Length > ushort.MaxValue / 4)
            return false;
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return TryRead(bytes, 0, bytes.Length, out uri);
    }

    /// <summary>The headers behind the question mark (RFC 3261 19.1.1), names and values unescaped.</summary>
    public IReadOnlyList<SipHeader> GetHeaders()
    {
        if (!_parts.Headers.IsPresent)
            return [];
        var headers = new List<SipHeader>();
        ReadOnlySpan<byte> text = _parts.Headers.Of(_bytes);
        foreach (Range part in text.Split((byte)'&'))
        {
            ReadOnlySpan<byte> item = text[part];
            int equals = item.IndexOf((byte)'=');
            headers.Add(new SipHeader(SipText.Unescape(item[..equals]), SipText.Unescape(item[(equals + 1)..])));
        }

        return headers;
    }

    /// <summary>This URI with another user; null takes it away, and the password with it.</summary>
    public SipUri WithUser(string? user) => With(user, user is null ? null : Password, Host, Port, Parameters, HeaderText);

    /// <summary>This URI at another host and port.</summary>
    public SipUri WithHost(string host, int? port = null) => With(User, Password, host, port, Parameters, HeaderText);

    /// <summary>This URI with one parameter set; a null value is a parameter without one, as <c>lr</c>.</summary>
    public SipUri WithParameter(string name, string? value = null) => WithParameters(Parameters.With(name, value));

    /// <summary>This URI without any parameter of that name.</summary>
    public SipUri WithoutParameter(string name) => WithParameters(Parameters.Without(name));

    /// <summary>This URI without its headers, which may not stand in a Request-URI (RFC 3261 19.1.1, table 1).</summary>
    public SipUri WithoutHeaders() => _parts.Headers.IsPresent ? With(User, Password, Host, Port, Parameters, null) : this;

    /// <summary>This URI without parameters and headers: user and host, as an address of record is compared (RFC 3261 10.3).</summary>
    public SipUri ToAddressOfRecord() => With(User, null, Host, Port, null, null);

    /// <summary>This URI with headers behind it, escaped; for Refer-To with Replaces (RFC 3891).</summary>
    public SipUri WithHeader(string name, string value)
    {
        string item = SipText.Escape(name, SipCharClass.UriHeader) + "=" + SipText.Escape(value, SipCharClass.UriHeader);
        return With(User, Password, Host, Port, Parameters, HeaderText is { } before ? before + "&" + item : item);
    }

    /// <summary>As on the wire.</summary>
    public override string ToString() => SipText.Decode(Bytes);

    internal static bool TryRead(byte[] bytes, int start, int end, [NotNullWhen(true)] out SipUri? uri)
    {
        var read = new SipUri(bytes, default);
        uri = SipUriParts.TryRead(bytes, start, end, out read._parts) ? read : null;
        return uri is not null;
    }

    private static SipUriParts PartsOf(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length <= ushort.MaxValue && SipUriParts.TryRead(bytes, 0, bytes.Length, out SipUriParts parts)
            ? parts
            : throw new FormatException($"'{text}' is not a URI that SIP knows.");
    }

    private static string Compose(string scheme, string? user, string? password, string host, int? port, SipParameters? parameters, string? headers)
    {
        var text = new StringBuilder(64).Append(scheme).Append(':');
        if (user is not null)
        {
            text.Append(SipText.Escape(user, SipCharClass.User));
            if (password is not null)
                text.Append(':').Append(SipText.Escape(password, SipCharClass.Password));
            text.Append('@');
        }

        bool bareIpv6 = host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[');
        text.Append(bareIpv6 ? $"[{host}]" : host);
        if (port is not null)
            text.Append(CultureInfo.InvariantCulture, $":{port}");
        text.Append(parameters);
        if (headers is not null)
            text.Append('?').Append(headers);
        return text.ToString();
    }

    private SipUri WithParameters(SipParameters parameters) => With(User, Password, Host, Port, parameters, HeaderText);

    private SipUri With(string? user, string? password, string host, int? port, SipParameters? parameters, string? headers)
    {
        if (_parts.Kind == SipUriKind.Tel)
            return new SipUri($"tel:{user}{parameters}");
        if (!IsSip)
            throw new InvalidOperationException($"A {Scheme} URI has no parts that could be replaced.");
        return new SipUri(Compose(Scheme, user, password, host, port, parameters, headers));
    }
}
