using System.Globalization;
using System.Text;

namespace VoipControl.Sip.Sdp;

/// <summary>
/// Reads a session description line by line. Lines may end with LF alone (RFC 4566 5 asks for that). What is not understood is left out or
/// kept as an attribute; what is understood must be right. Every count has a limit.
/// </summary>
internal sealed class SdpReader
{
    private const int MaxBytes = 32 * 1024;
    private const int MaxLines = 1024;
    private const int MaxMedia = 32;
    private const int MaxFormats = 64;

    private readonly List<SdpMedia> _media = [];
    private readonly List<SdpAttribute> _sessionAttributes = [];
    private SdpOrigin? _origin;
    private string _name = "-";
    private string? _address;
    private SdpDirection? _direction;
    private bool _hasVersion;
    private MediaLines? _current;
    private string? _error;

    public static bool TryRead(ReadOnlySpan<byte> text, out SdpSession? session, out string? error)
    {
        var reader = new SdpReader();
        session = reader.Read(text);
        error = reader._error;
        return session is not null;
    }

    private SdpSession? Read(ReadOnlySpan<byte> text)
    {
        if (text.Length > MaxBytes)
            return Refuse($"The session description is larger than {MaxBytes} bytes.");
        int lines = 0;
        foreach (ReadOnlySpan<char> line in Encoding.UTF8.GetString(text).AsSpan().EnumerateLines())
        {
            if (line.IsEmpty)
                continue;
            if (++lines > MaxLines)
                return Refuse($"The session description has more than {MaxLines} lines.");
            if (line.Length < 2 || line[1] != '=')
                return Refuse($"Line {lines} of the session description is not of the form x=….");
            if (lines == 1 && line[0] != 'v')
                return Refuse("The session description does not begin with v=.");
            ReadLine(line[0], line[2..].Trim(' '));
            if (_error is not null)
                return null;
        }

        if (!_hasVersion || _origin is null)
            return Refuse("The session description has no v= or no o= line.");
        EndMedia();
        return new SdpSession { Origin = _origin, Name = _name, ConnectionAddress = _address, Direction = _direction, Attributes = _sessionAttributes, Media = _media };
    }

    private void ReadLine(char type, ReadOnlySpan<char> value)
    {
        switch (type)
        {
            case 'v':
                if (_hasVersion || value is not "0")
                    Refuse("The session description's version is not 0.");
                _hasVersion = true;
                break;
            case 'o':
                ReadOrigin(value);
                break;
            case 's' when _current is null:
                _name = value.IsEmpty ? "-" : value.ToString();
                break;
            case 'c':
                ReadConnection(value);
                break;
            case 'm':
                ReadMedia(value);
                break;
            case 'a':
                ReadAttribute(value);
                break;
            default:
                break;
        }
    }

    private void ReadOrigin(ReadOnlySpan<char> value)
    {
        string[] words = value.ToString().Split(' ', 7, StringSplitOptions.RemoveEmptyEntries);
        if (_origin is not null || words.Length != 6 || !IsNumber(words[1]) || !IsNumber(words[2]) || words[3] != "IN")
            Refuse("The session description's o= line is malformed or there is more than one.");
        else
            _origin = new SdpOrigin(words[0], words[1], words[2], words[4], words[5]);
    }

    private void ReadConnection(ReadOnlySpan<char> value)
    {
        Span<Range> words = stackalloc Range[4];
        int count = value.Split(words, ' ', StringSplitOptions.RemoveEmptyEntries);
        if (count != 3 || value[words[0]] is not "IN" || value[words[1]] is not ("IP4" or "IP6"))
        {
            Refuse("A c= line of the session description is malformed.");
            return;
        }

        // A multicast address may be followed by /ttl/count; calls have none, so what follows the slash is dropped.
        ReadOnlySpan<char> address = value[words[2]];
        int slash = address.IndexOf('/');
        string text = (slash < 0 ? address : address[..slash]).ToString();
        if (_current is not null)
            _current.Address = text;
        else
            _address = text;
    }

    private void ReadMedia(ReadOnlySpan<char> value)
    {
        EndMedia();
        string[] words = value.ToString().Split(' ', MaxFormats + 4, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is < 4 or > MaxFormats + 3 || _media.Count >= MaxMedia)
        {
            Refuse("An m= line of the session description is malformed, has too many formats, or there are too many.");
            return;
        }

        string port = words[1];
        int slash = port.IndexOf('/', StringComparison.Ordinal);
        if (!ushort.TryParse(slash < 0 ? port : port[..slash], NumberStyles.None, CultureInfo.InvariantCulture, out ushort number))
            Refuse("An m= line of the session description has a malformed port.");
        else
            _current = new MediaLines(words[0], number, words[2], words[3..]);
    }

    private void ReadAttribute(ReadOnlySpan<char> value)
    {
        int colon = value.IndexOf(':');
        ReadOnlySpan<char> name = colon < 0 ? value : value[..colon];
        ReadOnlySpan<char> content = colon < 0 ? [] : value[(colon + 1)..].Trim(' ');
        if (SdpText.DirectionOf(name) is { } direction)
        {
            if (_current is not null)
                _current.Direction = direction;
            else
                _direction = direction;
        }
        else if (_current is not null && name is "rtpmap")
        {
            _current.AddMap(content);
        }
        else if (_current is not null && name is "fmtp")
        {
            _current.AddParameters(content);
        }
        else if (_current is not null && name is "ptime")
        {
            // Some write 20.0; more than a second makes no packet.
            if (double.TryParse(content, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double time) && time is >= 1 and <= 1000)
                _current.PacketTime = (int)time;
        }
        else
        {
            (_current?.Attributes ?? _sessionAttributes).Add(new SdpAttribute(name.ToString(), colon < 0 ? null : content.ToString()));
        }
    }

    private void EndMedia()
    {
        if (_current is null)
            return;
        _media.Add(_current.ToMedia());
        _current = null;
    }

    private SdpSession? Refuse(string error)
    {
        _error ??= error;
        return null;
    }

    private static bool IsNumber(string text) => text.Length <= 32 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    private sealed class MediaLines(string type, int port, string protocol, string[] formats)
    {
        private readonly Dictionary<int, SdpCodec> _maps = [];
        private readonly Dictionary<int, string> _parameters = [];

        public string? Address { get; set; }

        public SdpDirection? Direction { get; set; }

        public int? PacketTime { get; set; }

        public List<SdpAttribute> Attributes { get; } = [];

        // <payload type> <encoding name>/<clock rate>[/<channels>]. One that cannot be read leaves its format unknown: RFC 4475's own
        // descriptions have one without a rate.
        public void AddMap(ReadOnlySpan<char> content)
        {
            int space = content.IndexOf(' ');
            if (space < 0 || !TryPayloadType(content[..space], out int payloadType))
                return;
            ReadOnlySpan<char> encoding = content[space..].Trim(' ');
            Span<Range> parts = stackalloc Range[4];
            int count = encoding.Split(parts, '/');
            int channels = 1;
            if (count is 2 or 3
                && !encoding[parts[0]].IsEmpty
                && TryNumber(encoding[parts[1]], out int rate)
                && (count == 2 || TryNumber(encoding[parts[2]], out channels)))
            {
                // The first one holds, as for any doubled attribute.
                _maps.TryAdd(payloadType, new SdpCodec(payloadType, encoding[parts[0]].ToString(), rate, channels));
            }
        }

        public void AddParameters(ReadOnlySpan<char> content)
        {
            int space = content.IndexOf(' ');
            if (space > 0 && TryPayloadType(content[..space], out int payloadType))
                _parameters.TryAdd(payloadType, content[(space + 1)..].ToString());
        }

        public SdpMedia ToMedia() => new()
        {
            Type = type,
            Port = port,
            Protocol = protocol,
            Formats = formats,
            Codecs = protocol.StartsWith("RTP/", StringComparison.Ordinal) ? [.. Codecs()] : [],
            ConnectionAddress = Address,
            Direction = Direction,
            PacketTime = PacketTime,
            Attributes = Attributes,
        };

        private static bool TryNumber(ReadOnlySpan<char> text, out int number) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;

        private static bool TryPayloadType(ReadOnlySpan<char> text, out int payloadType) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out payloadType) && payloadType <= 127;

        private IEnumerable<SdpCodec> Codecs()
        {
            foreach (string format in formats)
            {
                if (!TryPayloadType(format, out int payloadType))
                    continue;
                SdpCodec? codec = _maps.TryGetValue(payloadType, out SdpCodec? mapped) ? mapped : SdpCodec.Static(payloadType);
                if (codec is not null)
                    yield return _parameters.TryGetValue(payloadType, out string? parameters) ? codec with { Parameters = parameters } : codec;
            }
        }
    }
}
