using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace VoipControl.Sip;

/// <summary>
/// A request or a response. Mutable until it is sent, never after. One that came out of <see cref="SipParser"/> has From, To, Call-ID, CSeq and
/// Via, and every header with a typed view here is well-formed, so that reading it cannot fail; on one that the program builds, a view of a
/// header that is missing or wrong throws.
/// </summary>
public abstract partial class SipMessage
{
    private ReadOnlyMemory<byte> _body;
    private int _version;
    private SipAddress? _from;
    private SipAddress? _to;
    private SipViewList<SipVia> _vias;
    private SipViewList<SipAddress> _contacts;
    private SipViewList<SipAddress> _routes;
    private SipViewList<SipAddress> _recordRoutes;
    private SipCSeq _cseq;
    private string? _callId;

    private protected SipMessage(SipHeaders headers) => Headers = headers;

    /// <summary>The header fields. Content-Length need not be set: it is always written as the body is.</summary>
    public SipHeaders Headers { get; }

    /// <summary>The body; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Body
    {
        get => _body;
        set => _body = value;
    }

    /// <summary>The body as UTF-8 text.</summary>
    public string BodyText => Encoding.UTF8.GetString(_body.Span);

    /// <summary>The whole Content-Type, parameters included, or null.</summary>
    public string? ContentType => Headers[SipHeaderNames.ContentType];

    /// <summary>From.</summary>
    /// <exception cref="FormatException">The program has set none, or a wrong one; likewise for the views below.</exception>
    public SipAddress From
    {
        get => Fresh(ref _from) ?? (_from = SipViews.Address(Headers, SipHeaderId.From));
        set => Headers.Set(SipHeaderNames.From, value.ToString());
    }

    /// <summary>To.</summary>
    public SipAddress To
    {
        get => Fresh(ref _to) ?? (_to = SipViews.Address(Headers, SipHeaderId.To));
        set => Headers.Set(SipHeaderNames.To, value.ToString());
    }

    /// <summary>The tag of From, or null.</summary>
    public string? FromTag => From.Tag;

    /// <summary>The tag of To, or null.</summary>
    public string? ToTag => To.Tag;

    /// <summary>Call-ID; compared by bytes, case-sensitive (RFC 3261 20.8).</summary>
    public string CallId
    {
        get => Fresh(ref _callId) ?? (_callId = SipViews.CallId(Headers));
        set => Headers.Set(SipHeaderNames.CallId, value);
    }

    /// <summary>CSeq.</summary>
    public SipCSeq CSeq
    {
        get
        {
            Refresh();
            if (_cseq.Method is null)
                _cseq = SipViews.CSeq(Headers);
            return _cseq;
        }
        set => Headers.Set(SipHeaderNames.CSeq, value.ToString());
    }

    /// <summary>The uppermost Via: the last hop's. It is all that is read, so that a refusal can be sent whose other Vias are malformed.</summary>
    public SipVia TopVia
    {
        get
        {
            Refresh();
            return _vias.Span is [SipVia top, ..] ? top : SipViews.TopVia(Headers);
        }
    }

    /// <summary>All Vias, uppermost first.</summary>
    public IReadOnlyList<SipVia> Vias => FreshVias().List;

    /// <summary>All Contacts; empty when there is none or it is <c>*</c>.</summary>
    public IReadOnlyList<SipAddress> Contacts => Fresh(ref _contacts, SipHeaderId.Contact).List;

    /// <summary>Whether Contact is <c>*</c>: a REGISTER takes all bindings away (RFC 3261 10.2.2).</summary>
    public bool IsContactStar => Headers[SipHeaderNames.Contact] == "*";

    /// <summary>All Routes, uppermost first.</summary>
    public IReadOnlyList<SipAddress> Routes => Fresh(ref _routes, SipHeaderId.Route).List;

    /// <summary>All Record-Routes, uppermost first.</summary>
    public IReadOnlyList<SipAddress> RecordRoutes => Fresh(ref _recordRoutes, SipHeaderId.RecordRoute).List;

    /// <summary>Max-Forwards, 0 to 255, or null.</summary>
    public int? MaxForwards
    {
        get => Number(SipHeaderNames.MaxForwards);
        set => SetNumber(SipHeaderNames.MaxForwards, value);
    }

    /// <summary>Expires in seconds, or null; what is too large for an int is int.MaxValue.</summary>
    public int? Expires
    {
        get => Number(SipHeaderNames.Expires);
        set => SetNumber(SipHeaderNames.Expires, value);
    }

    /// <summary>The first field of that name read as an address (Refer-To, Referred-By, Reply-To, P-Asserted-Identity, …); null when it is absent or none.</summary>
    public SipAddress? GetAddress(string name) =>
        Headers[name] is { } value && SipAddress.TryParse(value[..SipLists.EndOfMember(value, 0)], out SipAddress? address) ? address : null;

    /// <summary>The first field of that name read as a value with parameters (Event, Session-Expires, Replaces, Reason, …); null when it is absent or none.</summary>
    public SipHeaderValue? GetValue(string name) =>
        Headers[name] is { } value && SipHeaderValue.TryParse(value[..SipLists.EndOfMember(value, 0)], out SipHeaderValue? read) ? read : null;

    /// <summary>Sets body and Content-Type; an empty body takes the type away.</summary>
    public void SetBody(string contentType, ReadOnlyMemory<byte> body)
    {
        _body = body;
        if (body.IsEmpty)
            Headers.Remove(SipHeaderNames.ContentType);
        else
            Headers.Set(SipHeaderNames.ContentType, contentType);
    }

    /// <summary>Sets a body of text, in UTF-8, and Content-Type.</summary>
    public void SetBody(string contentType, string body) => SetBody(contentType, Encoding.UTF8.GetBytes(body));

    /// <summary>Writes the message as it goes over the wire; Content-Length comes last and is right.</summary>
    public void WriteTo(IBufferWriter<byte> writer)
    {
        WriteStartLine(writer);
        Headers.WriteTo(writer);
        writer.Write("Content-Length: "u8);
        Span<byte> digits = writer.GetSpan(11);
        _body.Length.TryFormat(digits, out int written, provider: CultureInfo.InvariantCulture);
        writer.Advance(written);
        writer.Write("\r\n\r\n"u8);
        writer.Write(_body.Span);
    }

    /// <summary>The message as it goes over the wire.</summary>
    public byte[] ToBytes()
    {
        var writer = new ArrayBufferWriter<byte>(512 + _body.Length);
        WriteTo(writer);
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>The message as text, for traces: without its credentials, from which a reader could guess the password.</summary>
    public override string ToString() => Credentials().Replace(Encoding.UTF8.GetString(ToBytes()), "$1 (hidden)");

    // The views without the list in between, for code that is hot.
    internal ReadOnlySpan<SipVia> ViaSpan => FreshVias().Span;

    internal ReadOnlySpan<SipAddress> ContactSpan => Fresh(ref _contacts, SipHeaderId.Contact).Span;

    internal ReadOnlySpan<SipAddress> RouteSpan => Fresh(ref _routes, SipHeaderId.Route).Span;

    internal ReadOnlySpan<SipAddress> RecordRouteSpan => Fresh(ref _recordRoutes, SipHeaderId.RecordRoute).Span;

    internal ReadOnlySpan<byte> CallIdBytes => SipViews.CallIdBytes(Headers);

    private protected abstract void WriteStartLine(IBufferWriter<byte> writer);

    // What the parser has read on its way is kept, so that nothing is read twice.
    internal void Keep(SipAddress from, SipAddress to, SipCSeq cseq, in SipViewList<SipVia> vias, in SipViewList<SipAddress> contacts, in SipViewList<SipAddress> routes, in SipViewList<SipAddress> recordRoutes)
    {
        _version = Headers.Version;
        _from = from;
        _to = to;
        _cseq = cseq;
        _vias = vias;
        _contacts = contacts;
        _routes = routes;
        _recordRoutes = recordRoutes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Refresh()
    {
        if (_version != Headers.Version)
            Forget();
    }

    private void Forget()
    {
        _version = Headers.Version;
        _from = _to = null;
        _vias = default;
        _contacts = _routes = _recordRoutes = default;
        _callId = null;
        _cseq = default;
    }

    private T? Fresh<T>(ref T? view)
        where T : class
    {
        Refresh();
        return view;
    }

    private ref SipViewList<SipVia> FreshVias()
    {
        Refresh();
        if (!_vias.IsRead)
            _vias = SipViews.Vias(Headers);
        return ref _vias;
    }

    private ref SipViewList<SipAddress> Fresh(ref SipViewList<SipAddress> list, SipHeaderId id)
    {
        Refresh();
        if (!list.IsRead)
            list = SipViews.Addresses(Headers, id);
        return ref list;
    }

    private int? Number(string name) =>
        Headers[name] is { } text && SipGrammar.TryNumber(Encoding.UTF8.GetBytes(text), out long value) ? (int)Math.Min(value, int.MaxValue) : null;

    private void SetNumber(string name, int? value)
    {
        if (value is { } number)
            Headers.Set(name, number.ToString(CultureInfo.InvariantCulture));
        else
            Headers.Remove(name);
    }

    // A field with the lines folded onto it.
    [GeneratedRegex(@"^((?:Proxy-)?Authorization:)[^\r\n]*(?:\r\n[ \t][^\r\n]*)*", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Credentials();
}
