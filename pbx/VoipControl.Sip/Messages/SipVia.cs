using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;

namespace VoipControl.Sip;

/// <summary>One Via (RFC 3261 20.42, RFC 3581): a hop the request has gone over, and the way its response goes back. Immutable.</summary>
public sealed class SipVia
{
    /// <summary>What a branch begins with that is unique by RFC 3261 8.1.1.7.</summary>
    public const string MagicCookie = "z9hG4bK";

    private readonly byte[] _bytes;
    private readonly SipSlice _whole;
    private readonly SipSlice _protocol;
    private readonly SipSlice _transport;
    private readonly SipSlice _host;
    private readonly SipSlice _parameterText;
    private readonly SipSlice _branch;
    private readonly SipSlice _received;
    private readonly ushort _port;
    private readonly ushort _rport;
    private SipParameters? _parameters;
    private string? _branchString;

    private SipVia(byte[] bytes, SipSlice whole, SipSlice protocol, SipSlice transport, SipSlice host, int port, SipSlice parameters, in SipKnownParameters known, int rport)
    {
        _bytes = bytes;
        _whole = whole;
        _protocol = protocol;
        _transport = transport;
        _host = host;
        _port = (ushort)port;
        _parameterText = parameters;
        _branch = known.Branch;
        _received = known.Received;
        HasRport = known.HasRport;
        _rport = (ushort)rport;
    }

    /// <summary>In upper case: <c>UDP</c>, <c>TCP</c>, <c>TLS</c>, <c>WS</c>, or another token.</summary>
    public string Transport
    {
        get
        {
            ReadOnlySpan<byte> token = _transport.Of(_bytes);
            return token.SequenceEqual("UDP"u8) ? "UDP" : token.SequenceEqual("TCP"u8) ? "TCP" : SipText.Decode(token).ToUpperInvariant();
        }
    }

    /// <summary>Of the sent-by, an IPv6 address in its brackets.</summary>
    public string Host => SipText.Decode(_host.Of(_bytes));

    /// <summary>Of the sent-by; null when none is named.</summary>
    public int? Port => _port == 0 ? null : _port;

    /// <summary>The branch; null when the hop named none (RFC 2543).</summary>
    public string? Branch => _branch.IsPresent ? _branchString ??= SipText.Unquote(SipText.Decode(BranchBytes)) : null;

    /// <summary>Where the request really came from, as its receiver has noted; null when it did not.</summary>
    public string? Received => _received.IsPresent ? SipText.Decode(_received.Of(_bytes)) : null;

    /// <summary>Whether the sender asked for the response at the port it sent from (RFC 3581), or the receiver has noted that port.</summary>
    public bool HasRport { get; }

    /// <summary>The port the receiver has noted; null when there is none or it was only asked for.</summary>
    public int? Rport => _rport == 0 ? null : _rport;

    /// <summary>Every parameter.</summary>
    public SipParameters Parameters => _parameters ??= SipParameters.OfHeader(_parameterText.Of(_bytes));

    internal ReadOnlySpan<byte> BranchBytes => _branch.Of(_bytes);

    internal ReadOnlySpan<byte> HostBytes => _host.Of(_bytes);

    internal ReadOnlySpan<byte> TransportBytes => _transport.Of(_bytes);

    /// <summary>The Via that a sender puts on top of its request.</summary>
    /// <param name="transport"><c>UDP</c>, <c>TCP</c>, …</param>
    /// <param name="host">Host name or address of the sent-by; an IPv6 address with or without brackets.</param>
    /// <param name="port">Null for the transport's default.</param>
    /// <param name="branch">Begins with <see cref="MagicCookie"/>.</param>
    /// <param name="rport">Whether to ask for symmetric response routing (RFC 3581).</param>
    /// <exception cref="FormatException">The parts make no Via.</exception>
    public static SipVia Of(string transport, string host, int? port, string branch, bool rport = true)
    {
        bool bareIpv6 = host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[');
        string sentBy = (bareIpv6 ? $"[{host}]" : host) + (port is { } p ? ":" + p.ToString(CultureInfo.InvariantCulture) : "");
        return Parse($"SIP/2.0/{transport} {sentBy};branch={branch}{(rport ? ";rport" : "")}");
    }

    /// <summary>Reads one Via that the program itself has.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static SipVia Parse(string text) =>
        TryParse(text, out SipVia? via) ? via : throw new FormatException($"'{text}' is not a Via.");

    /// <summary>Reads one Via; false when it is none or there is more than one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SipVia? via)
    {
        via = null;
        if (text is null || text.Length > ushort.MaxValue / 4)
            return false;
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int at = 0;
        return TryRead(bytes, ref at, bytes.Length, out via) && SipChars.SkipSpace(bytes, at) == bytes.Length;
    }

    /// <summary>
    /// This Via as its receiver passes it on: with <c>received</c> when the sent-by is another than the source address or rport was asked for,
    /// and with the source port in <c>rport</c> when that was asked for (RFC 3261 18.2.1, RFC 3581 4).
    /// </summary>
    public SipVia WithSource(IPEndPoint source)
    {
        IPAddress address = source.Address.IsIPv4MappedToIPv6 ? source.Address.MapToIPv4() : source.Address;
        bool same = IPAddress.TryParse(Host, out IPAddress? sentBy) && sentBy.Equals(address);
        if (same && !HasRport)
            return this;
        SipParameters parameters = Parameters.With("received", address.ToString());
        if (HasRport)
            parameters = parameters.With("rport", source.Port.ToString(CultureInfo.InvariantCulture));
        return WithParameters(parameters);
    }

    /// <summary>This Via with one parameter set.</summary>
    public SipVia WithParameter(string name, string? value = null) => WithParameters(Parameters.With(name, value));

    /// <summary>As on the wire, folds made spaces.</summary>
    public override string ToString() => SipText.Decode(_whole.Of(_bytes));

    /// <summary>Reads one Via at a position, up to a comma or the end; moves the position behind it.</summary>
    internal static bool TryRead(byte[] bytes, ref int at, int end, [NotNullWhen(true)] out SipVia? via)
    {
        via = null;
        ReadOnlySpan<byte> text = bytes.AsSpan(0, end);
        int start = SipChars.SkipSpace(text, at);
        int i = start;
        // sent-protocol = protocol-name SLASH protocol-version SLASH transport; white space may stand around the slashes.
        SipSlice protocol, transport;
        if (text[i..].StartsWith("SIP/2.0/"u8))
        {
            i += 8;
            protocol = new SipSlice(start, i - 1);
        }
        else if (!TryTokenAndSlash(text, ref i) || !TryTokenAndSlash(text, ref i))
        {
            return false;
        }
        else
        {
            protocol = new SipSlice(start, i);
        }

        int token = i;
        i = SipChars.Skip(text, i, SipCharClass.Token);
        transport = new SipSlice(token, i);
        int host = SipChars.SkipSpace(text, i);
        if (i == token || host == i)
            return false;
        i = host;
        if (!SipGrammar.TryHost(text, ref i))
            return false;
        var hostSlice = new SipSlice(host, i);
        int port = 0;
        int colon = i < end && text[i] == ':' ? i : SipChars.SkipSpace(text, i);
        if (colon < end && text[colon] == ':')
        {
            i = SipChars.SkipSpace(text, colon + 1);
            if (!SipGrammar.TryPort(text, ref i, out port) || port == 0)
                return false;
        }

        SipKnownParameters known = default;
        int parameters = i;
        if (!SipGrammar.TryParameters(text, ref i, ref known))
            return false;
        int rport = 0;
        if (known.Rport.IsPresent)
        {
            int digits = 0;
            ReadOnlySpan<byte> value = text[known.Rport.Start..known.Rport.End];
            if (!SipGrammar.TryPort(value, ref digits, out rport) || digits != value.Length)
                return false;
        }

        via = new SipVia(bytes, new SipSlice(start, i), protocol, transport, hostSlice, port, i > parameters ? new SipSlice(parameters, i) : default, known, rport);
        at = i;
        return true;
    }

    private static bool TryTokenAndSlash(ReadOnlySpan<byte> text, ref int at)
    {
        int end = SipChars.Skip(text, at, SipCharClass.Token);
        int slash = SipChars.SkipSpace(text, end);
        if (end == at || slash >= text.Length || text[slash] != '/')
            return false;
        at = SipChars.SkipSpace(text, slash + 1);
        return true;
    }

    private SipVia WithParameters(SipParameters parameters)
    {
        string sentBy = Host + (Port is { } port ? ":" + port.ToString(CultureInfo.InvariantCulture) : "");
        return Parse($"{SipText.Decode(_protocol.Of(_bytes)).TrimEnd('/', ' ')}/{SipText.Decode(_transport.Of(_bytes))} {sentBy}{parameters}");
    }
}
