namespace VoipControl.Sip;

/// <summary>A piece of a message, as offsets into its bytes. The default is "absent"; a head is never longer than 64 KB.</summary>
internal readonly struct SipSlice
{
    // Start and length in one word: written and read at once, where two halves written one by one would hold up the read that follows.
    private readonly uint _packed;

    public SipSlice(int start, int end) => _packed = (ushort)start | (uint)(end - start) << 16;

    public int Start => (ushort)_packed;

    public int End => Start + Length;

    public int Length => (int)(_packed >> 16);

    /// <summary>False for what was not there; an empty piece counts as there unless it stands at the very first byte, where none can.</summary>
    public bool IsPresent => _packed != 0;

    public ReadOnlySpan<byte> Of(byte[] bytes) => bytes.AsSpan(Start, Length);
}
