namespace VoipControl.Esl;

/// <summary>The headers of an event in the order they were sent, repeated ones included. Enumerates without allocating.</summary>
public readonly ref struct EslHeaderLines
{
    private readonly EslEvent _event;
    private readonly ReadOnlySpan<byte> _prefix;

    internal EslHeaderLines(EslEvent source, ReadOnlySpan<byte> prefix)
    {
        _event = source;
        _prefix = prefix;
    }

    /// <summary>Begins at the first line.</summary>
    public Enumerator GetEnumerator() => new(_event, _prefix);

    /// <summary>Walks the lines.</summary>
    public ref struct Enumerator
    {
        private readonly EslEvent _event;
        private readonly ReadOnlySpan<byte> _prefix;
        private int _next;

        internal Enumerator(EslEvent source, ReadOnlySpan<byte> prefix)
        {
            _event = source;
            _prefix = prefix;
        }

        /// <summary>The line the enumerator stands on.</summary>
        public EslHeader Current { get; private set; }

        /// <summary>Goes to the next line with the wanted prefix.</summary>
        /// <exception cref="EslProtocolException">A line of the event has no colon.</exception>
        public bool MoveNext()
        {
            ReadOnlySpan<byte> text = _event.Bytes;
            while (_next < text.Length && text[_next] != '\n')
            {
                int start = _next;
                ReadOnlySpan<byte> line = text[start..];
                int end = line.IndexOf((byte)'\n');
                if (end >= 0)
                    line = line[..end];
                _next = start + line.Length + 1;
                if (!line.StartsWith(_prefix))
                    continue;
                int colon = line.IndexOf((byte)':');
                if (colon < 0)
                    throw new EslProtocolException("An event header has no colon.");
                Current = new EslHeader(_event, start, colon, _event.ValueAt(start + colon, start + line.Length));
                return true;
            }

            return false;
        }
    }
}
