namespace VoipControl.Sip;

/// <summary>A piece of a message, as offsets into its bytes. The default is "absent"; a head is never longer than 64 KB.</summary>
internal readonly struct SipSlice
{
    private readonly ushort _start;
    private readonly ushort _length;

    public SipSlice(int start, int end)
    {
        _start = (ushort)start;
        _length = (ushort)(end - start);
    }

    public int Start => _start;

    public int End => _start + _length;

    public int Length => _length;

    /// <summary>False for what was not there; an empty piece counts as there unless it stands at the very first byte, where none can.</summary>
    public bool IsPresent => (_start | _length) != 0;

    public ReadOnlySpan<byte> Of(byte[] bytes) => bytes.AsSpan(_start, _length);
}
