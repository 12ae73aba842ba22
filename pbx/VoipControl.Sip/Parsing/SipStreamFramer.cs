namespace VoipControl.Sip;

/// <summary>
/// Cuts a stream into messages by their Content-Length (RFC 3261 18.3). Pure: bytes go in with <see cref="Append"/>, messages come out of
/// <see cref="Read"/>. It holds no more than one message and what was appended behind it; each byte is looked at once however small the
/// pieces are that it comes in. Not safe for several threads.
/// </summary>
public sealed class SipStreamFramer
{
    private readonly SipLimits _limits;
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    // Up to here no end of a head has been found; the head's length once it has.
    private int _scanned;
    private int _headLength;
    private int _messageLength;

    /// <summary>A framer for one stream.</summary>
    public SipStreamFramer(SipLimits? limits = null) => _limits = limits ?? SipLimits.Default;

    /// <summary>Why the stream is broken; null while it is not.</summary>
    public string? Error { get; private set; }

    /// <summary>Bytes that wait for the rest of their message.</summary>
    public int Buffered => _end - _start;

    /// <summary>Adds what came from the stream. <see cref="Read"/> is then called until it wants more.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (Error is not null)
            return;
        if (_buffer.Length - _end < bytes.Length)
            MakeRoom(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>Takes the next message out.</summary>
    /// <param name="message">Its bytes in an array of their own, for <see cref="SipParser.Parse"/>; empty unless a message was found.</param>
    public SipFrame Read(out ReadOnlyMemory<byte> message)
    {
        message = default;
        if (Error is not null)
            return SipFrame.Broken;
        if (_headLength == 0 && _scanned == 0 && SkipLineEnds(out SipFrame between))
            return between;
        if (_headLength == 0 && !TryFindHead())
            return Error is null ? SipFrame.NeedMore : SipFrame.Broken;
        if (Buffered < _messageLength)
            return SipFrame.NeedMore;
        message = _buffer.AsSpan(_start, _messageLength).ToArray();
        _start += _messageLength;
        Restart();
        return SipFrame.Message;
    }

    // Between messages: two line ends are a ping, one is left over from an old sender or the answer to a ping of ours.
    private bool SkipLineEnds(out SipFrame frame)
    {
        frame = SipFrame.NeedMore;
        while (Buffered > 0 && _buffer[_start] == '\r')
        {
            if ("\r\n\r"u8.StartsWith(_buffer.AsSpan(_start, Buffered)))
                return true;
            if (_buffer[_start + 1] != '\n')
                return Break("A line must end with CR LF.", out frame);
            bool isPing = Buffered >= 4 && _buffer[_start + 2] == '\r' && _buffer[_start + 3] == '\n';
            _start += isPing ? 4 : 2;
            if (isPing)
            {
                frame = SipFrame.Ping;
                return true;
            }
        }

        return Buffered == 0;
    }

    private bool TryFindHead()
    {
        ReadOnlySpan<byte> text = _buffer.AsSpan(_start, _end - _start);
        int step = text[_scanned..].IndexOf("\r\n\r\n"u8);
        int length = step < 0 ? text.Length : _scanned + step + 4;
        if (length > _limits.MaxHeadBytes)
            return !Break($"A message's header fields are larger than {_limits.MaxHeadBytes} bytes.", out _);
        if (step < 0)
        {
            _scanned = Math.Max(0, text.Length - 3);
            return false;
        }

        if (!TryReadLength(text[..length], out long body))
            return false;
        if (length + body > _limits.MaxMessageBytes)
            return !Break($"A message is larger than {_limits.MaxMessageBytes} bytes.", out _);
        _headLength = length;
        _messageLength = length + (int)body;
        return true;
    }

    private bool TryReadLength(ReadOnlySpan<byte> head, out long length)
    {
        length = -1;
        foreach (Range range in head.Split("\r\n"u8))
        {
            ReadOnlySpan<byte> line = head[range];
            int name = SipChars.Skip(line, 0, SipCharClass.Token);
            if (name == 0 || SipHeaderTable.Of(line[..name]) != SipHeaderId.ContentLength)
                continue;
            int colon = SipChars.SkipSpace(line, name);
            if (colon >= line.Length || line[colon] != ':')
                continue;
            if (length >= 0 || !SipGrammar.TryNumber(line[(colon + 1)..].Trim(" \t"u8), out length))
                return !Break("A message has a malformed Content-Length or more than one.", out _);
        }

        // RFC 3261 20.14: on a stream it must be there; without it nobody knows where the next message begins.
        return length >= 0 || !Break("A message has no Content-Length.", out _);
    }

    private bool Break(string error, out SipFrame frame)
    {
        Error = error;
        frame = SipFrame.Broken;
        _buffer = [];
        _start = _end = 0;
        return true;
    }

    private void Restart()
    {
        _scanned = _headLength = _messageLength = 0;
        if (_start == _end)
            _start = _end = 0;
    }

    private void MakeRoom(int wanted)
    {
        int kept = Buffered;
        byte[] target = kept + wanted <= _buffer.Length ? _buffer : new byte[Math.Max(kept + wanted, Math.Max(2048, Math.Min(_buffer.Length * 2, _limits.MaxMessageBytes)))];
        Buffer.BlockCopy(_buffer, _start, target, 0, kept);
        _buffer = target;
        _start = 0;
        _end = kept;
    }
}
