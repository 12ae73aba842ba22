namespace VoipControl.Sip;

/// <summary>
/// One pass over the head of one message. The first thing wrong is kept and the reading goes on where it can, because a bad request is
/// answered with its own Via, From, To, Call-ID and CSeq.
/// </summary>
internal ref struct SipHeadReader
{
    private readonly byte[] _bytes;
    private readonly int _end;
    private readonly SipLimits _limits;
    private readonly SipHeaders _headers;
    // The bytes as far as a head may go.
    private readonly ReadOnlySpan<byte> _head;
    private int _at;
    private SipParseError? _error;
    private uint _seen;

    private string? _method;
    private SipUri? _uri;
    private int _status;
    private SipSlice _reason;

    private SipAddress? _from;
    private SipAddress? _to;
    private SipViewList<SipVia> _vias = SipViewList<SipVia>.Empty;
    private bool _isTopViaBroken;
    private SipViewList<SipAddress> _contacts = SipViewList<SipAddress>.Empty;
    private SipViewList<SipAddress> _routes = SipViewList<SipAddress>.Empty;
    private SipViewList<SipAddress> _recordRoutes = SipViewList<SipAddress>.Empty;
    private SipSlice _callId;
    private SipCSeq _cseq;
    private long _contentLength = -1;

    public SipHeadReader(byte[] bytes, int end, SipLimits limits)
    {
        _bytes = bytes;
        _end = end;
        _limits = limits;
        _headers = new SipHeaders(bytes);
        _head = bytes.AsSpan(0, Math.Min(end, Math.Min(limits.MaxHeadBytes, ushort.MaxValue)));
    }

    public SipParse Read()
    {
        while (_at < _end && _bytes[_at] is (byte)'\r' or (byte)'\n')
            _at++;
        if (!ReadStartLine() || !ReadHeaders())
            return Refuse();
        CheckWhole();
        if (_error is not null)
            return Refuse();
        int rest = _end - _at;
        if (_contentLength > rest)
            return Refuse(SipStatus.BadRequest, "Content-Length is larger than the body", SipHeaderNames.ContentLength);
        SipMessage message = _method is not null
            ? new SipRequest(_method, _uri!, _headers)
            : new SipResponse(_status, SipReasons.Of(_status, _reason.Of(_bytes)), _headers);
        int length = _contentLength < 0 ? rest : (int)_contentLength;
        if (length > 0)
            message.Body = new ReadOnlyMemory<byte>(_bytes, _at, length);
        message.Keep(_from!, _to!, _cseq, in _vias, in _contacts, in _routes, in _recordRoutes);
        return new SipParse(message);
    }

    // Moves behind the line and the lines folded onto it; false at a line break that is none, at the limit, or when the line does not end.
    private bool TryLine(out int end)
    {
        ReadOnlySpan<byte> head = _head;
        int at = _at;
        while (true)
        {
            end = SipChars.SkipToLineEnd(head, at);
            if (end + 1 >= head.Length)
                return FailLine();
            if (head[end] != '\r' || head[end + 1] != '\n')
                return Fail(SipStatus.BadRequest, "A line must end with CR LF", "");
            at = end + 2;
            if (at >= head.Length || head[at] is not ((byte)' ' or (byte)'\t') || end == _at)
            {
                _at = at;
                return true;
            }
        }
    }

    private bool FailLine() => _head.Length < _end
        ? Fail(SipStatus.MessageTooLarge, "Header fields are too large", "")
        : Fail(SipStatus.BadRequest, "No end of the header fields", "");

    private bool ReadStartLine()
    {
        int start = _at;
        if (!TryLine(out int end))
            return false;
        ReadOnlySpan<byte> line = _bytes.AsSpan(start, end - start);
        if (line.StartsWith("SIP/"u8) || line.Length > 3 && line[3] == '/' && (line[0] | 0x20) == 's')
            return ReadStatusLine(line, start);
        ReadRequestLine(line, start);
        return true;
    }

    // A response that is bad in its first line is only thrown away; there is nothing to read on for.
    private bool ReadStatusLine(ReadOnlySpan<byte> line, int start)
    {
        if (!IsVersion2(line[..Math.Min(7, line.Length)]) || line.Length < 11 || line[7] != ' ')
            return Fail(SipStatus.VersionNotSupported, "Not a SIP/2.0 status line", "");
        if (!SipGrammar.TryNumber(line[8..11], out long status) || status is < 100 or > 699 || line.Length > 11 && line[11] != ' ')
            return Fail(SipStatus.BadRequest, "Malformed status code", "");
        _status = (int)status;
        _reason = line.Length > 12 ? new SipSlice(start + 12, start + line.Length) : default;
        return true;
    }

    private void ReadRequestLine(ReadOnlySpan<byte> line, int start)
    {
        int space = SipChars.Skip(line, 0, SipCharClass.Token);
        if (space == 0 || space >= line.Length || line[space] != ' ')
        {
            Fail(SipStatus.BadRequest, "Malformed Request-Line", "");
            return;
        }

        _method = SipMethods.Of(line[..space]);
        int uri = space + 1;
        int length = line[uri..].IndexOf((byte)' ');
        ReadOnlySpan<byte> version = length < 0 ? [] : line[(uri + length + 1)..];
        if (length <= 0 || !version.StartsWith("SIP/"u8) && !IsVersion2(version))
            Fail(SipStatus.BadRequest, "Malformed Request-Line", "");
        else if (!IsVersion2(version))
            Fail(version[^1] == ' ' ? SipStatus.BadRequest : SipStatus.VersionNotSupported, version[^1] == ' ' ? "Space at the end of the Request-Line" : "Version Not Supported", "");
        else if (length > _limits.MaxUriBytes)
            Fail(SipStatus.RequestUriTooLong, "Request-URI Too Long", "");
        else if (!SipUri.TryRead(_bytes, start + uri, start + uri + length, out _uri))
            Fail(SipStatus.BadRequest, "Malformed Request-URI", "");
        else if (_uri.Kind == SipUriKind.Other)
            Fail(SipStatus.UnsupportedUriScheme, "Unsupported URI Scheme", "");
        else if (_uri.HeaderText is not null)
            Fail(SipStatus.BadRequest, "Header fields in the Request-URI", "");
    }

    private static bool IsVersion2(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("SIP/2.0"u8) || System.Text.Ascii.EqualsIgnoreCase(text, "SIP/2.0"u8);

    private bool ReadHeaders()
    {
        while (true)
        {
            int start = _at;
            if (!TryLine(out int end))
                return false;
            if (end == start)
                return true;
            if (_headers.Count >= _limits.MaxHeaders)
                return Fail(SipStatus.BadRequest, "Too many header fields", "");
            ReadOnlySpan<byte> text = _head[..end];
            int colon = start + text[start..].IndexOf((byte)':');
            int name = colon;
            while (name > start && text[name - 1] is (byte)' ' or (byte)'\t')
                name--;
            // A name that is known is a token; only an unknown one has to be looked at.
            SipHeaderId id = name > start ? SipHeaderTable.Of(text[start..name]) : SipHeaderId.Other;
            if (name <= start || id == SipHeaderId.Other && SipChars.Skip(text, start, SipCharClass.Token) != name)
            {
                Fail(SipStatus.BadRequest, "Malformed header field", "");
                continue;
            }

            int value = SipChars.SkipSpace(text, colon + 1);
            while (end > value && text[end - 1] <= ' ' && SipChars.Is(text[end - 1], SipCharClass.Space))
                end--;
            var slice = new SipSlice(value, end);
            _headers.AddWire(id, new SipSlice(start, name), slice);
            ReadHeader(id, slice);
        }
    }

    private void ReadHeader(SipHeaderId id, SipSlice value)
    {
        switch (id)
        {
            case SipHeaderId.Via:
                bool isGood = SipViews.TryReadVias(_bytes, value, ref _vias);
                _isTopViaBroken |= !isGood && _vias.Count == 0;
                Check(isGood, id);
                break;
            case SipHeaderId.From:
                Check(Once(id, 0) && SipViews.TryReadAddress(_bytes, value, out _from), id);
                break;
            case SipHeaderId.To:
                Check(Once(id, 1) && SipViews.TryReadAddress(_bytes, value, out _to), id);
                break;
            case SipHeaderId.CallId:
                Check(Once(id, 2) && IsCallId(value.Of(_bytes)), id);
                _callId = value;
                break;
            case SipHeaderId.CSeq:
                Check(Once(id, 3) && ReadCSeq(value.Of(_bytes)), id);
                break;
            case SipHeaderId.ContentLength:
                Check(Once(id, 4) && SipGrammar.TryNumber(value.Of(_bytes), out _contentLength), id);
                break;
            case SipHeaderId.MaxForwards:
                Check(Once(id, 5) && SipGrammar.TryNumber(value.Of(_bytes), out long hops) && hops <= 255, id);
                break;
            case SipHeaderId.Expires:
                Check(Once(id, 6) && SipGrammar.TryNumber(value.Of(_bytes), out _), id);
                break;
            case SipHeaderId.ContentType:
                Check(Once(id, 7) && value.Length > 0, id);
                break;
            case SipHeaderId.Date:
                Check(Once(id, 8) && SipDate.IsDate(value.Of(_bytes)), id);
                break;
            case SipHeaderId.Contact:
                Check(value.Of(_bytes) is [(byte)'*'] || SipViews.TryReadAddresses(_bytes, value, ref _contacts), id);
                break;
            case SipHeaderId.Route:
                Check(SipViews.TryReadAddresses(_bytes, value, ref _routes), id);
                break;
            case SipHeaderId.RecordRoute:
                Check(SipViews.TryReadAddresses(_bytes, value, ref _recordRoutes), id);
                break;
            // No list by its grammar (RFC 3261 7.3.1), so there is one at most.
            case SipHeaderId.Event:
                Once(id, 9);
                break;
            case SipHeaderId.ReferTo:
                Once(id, 10);
                break;
            case SipHeaderId.Replaces:
                Once(id, 11);
                break;
            case SipHeaderId.SessionExpires:
                Once(id, 12);
                break;
            case SipHeaderId.SubscriptionState:
                Once(id, 13);
                break;
            default:
                break;
        }
    }

    private bool ReadCSeq(ReadOnlySpan<byte> text)
    {
        if (!SipViews.TryReadCSeq(text, out uint number, out Range method))
            return false;
        _cseq = new SipCSeq(number, SipMethods.Of(text[method]));
        return true;
    }

    private void CheckWhole()
    {
        if (_vias.Count == 0)
            Missing(SipHeaderNames.Via);
        else if (_from is null)
            Missing(SipHeaderNames.From);
        else if (_to is null)
            Missing(SipHeaderNames.To);
        else if (!_callId.IsPresent)
            Missing(SipHeaderNames.CallId);
        else if (_cseq.Method is null)
            Missing(SipHeaderNames.CSeq);
        else if (_method is not null && !string.Equals(_method, _cseq.Method, StringComparison.Ordinal))
            Fail(SipStatus.BadRequest, "CSeq has another method than the request", SipHeaderNames.CSeq);
        else if (_vias.Span[0].BranchBytes.SequenceEqual("z9hG4bK"u8))
            Fail(SipStatus.BadRequest, "The branch is nothing but its cookie", SipHeaderNames.Via);
    }

    // callid = word [ "@" word ]
    private static bool IsCallId(ReadOnlySpan<byte> text)
    {
        int at = SipChars.SkipWord(text, 0);
        if (at > 0 && at < text.Length && text[at] == '@')
        {
            int host = at + 1;
            at = SipChars.SkipWord(text, host);
            return at > host && at == text.Length;
        }

        return at > 0 && at == text.Length;
    }

    private bool Once(SipHeaderId id, int bit)
    {
        bool first = (_seen & 1u << bit) == 0;
        _seen |= 1u << bit;
        return first || Fail(SipStatus.BadRequest, $"More than one {SipHeaderTable.NameOf(id)}", SipHeaderTable.NameOf(id));
    }

    private void Check(bool good, SipHeaderId id)
    {
        if (!good && _error is null)
            Fail(SipStatus.BadRequest, $"Malformed {SipHeaderTable.NameOf(id)}", SipHeaderTable.NameOf(id));
    }

    private void Missing(string name) => Fail(SipStatus.BadRequest, $"Missing {name}", name);

    private bool Fail(int status, string reason, string header)
    {
        _error ??= new SipParseError(status, reason, header);
        return false;
    }

    private SipParse Refuse(int status, string reason, string header)
    {
        Fail(status, reason, header);
        return Refuse();
    }

    private readonly SipParse Refuse()
    {
        bool isAnswered = _method is not null and not SipMethods.Ack && _vias.Count > 0 && !_isTopViaBroken;
        if (!isAnswered)
            return new SipParse(_error!, null);
        var refusal = new SipResponse(_error!.Status, _error.Reason);
        foreach (string name in (ReadOnlySpan<string>)[SipHeaderNames.Via, SipHeaderNames.From, SipHeaderNames.To, SipHeaderNames.CallId, SipHeaderNames.CSeq])
            refusal.Headers.CopyFrom(_headers, name);
        return new SipParse(_error, refusal);
    }
}
