using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace VoipControl.Esl;

/// <summary>
/// Names of event headers that are read together, built once and used for every event: <see cref="EslEvent.Read"/> finds
/// all of them in one pass. At most 64 names, compared exactly (FreeSWITCH writes a header's name always the same way).
/// </summary>
public sealed class EslHeaderSet
{
    private readonly byte[][] _names;

    // For each first byte of a line the names that may begin there, as bits: one look-up rejects most of the 60 to 200
    // lines of an event.
    private readonly ulong[] _byFirstByte = new ulong[256];

    /// <summary>Builds the set; the position of a name here is the position of its value in <see cref="EslEvent.Read"/>.</summary>
    /// <exception cref="ArgumentException">A name is empty, repeated, or contains a colon or line end; or there are none or more than 64.</exception>
    public EslHeaderSet(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Length is 0 or > 64)
            throw new ArgumentException("One to 64 header names are possible.", nameof(names));
        _names = new byte[names.Length][];
        for (int i = 0; i < names.Length; i++)
        {
            string name = names[i];
            if (string.IsNullOrEmpty(name) || name.AsSpan().IndexOfAny(":\r\n") >= 0)
                throw new ArgumentException($"Header name {i} is empty or contains a colon or line end.", nameof(names));
            if (Array.IndexOf(names, name) != i)
                throw new ArgumentException($"Header name '{name}' is repeated.", nameof(names));
            _names[i] = Encoding.UTF8.GetBytes(name);
            _byFirstByte[_names[i][0]] |= 1UL << i;
        }
    }

    /// <summary>How many names there are, and so how many values <see cref="EslEvent.Read"/> writes.</summary>
    public int Count => _names.Length;

    internal ulong All => Count == 64 ? ulong.MaxValue : (1UL << Count) - 1;

    /// <summary>The index of the name with which the line at <paramref name="start"/> begins, among those in <paramref name="wanted"/>, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Match(ReadOnlySpan<byte> text, int start, ulong wanted)
    {
        ulong candidates = _byFirstByte[text[start]] & wanted;
        return candidates == 0 ? -1 : MatchCandidates(text, start, candidates);
    }

    internal int NameLength(int index) => _names[index].Length;

    private int MatchCandidates(ReadOnlySpan<byte> text, int start, ulong candidates)
    {
        do
        {
            int index = BitOperations.TrailingZeroCount(candidates);
            candidates &= candidates - 1;
            byte[] name = _names[index];
            int colon = start + name.Length;
            if (colon < text.Length && text[colon] == ':' && text.Slice(start, name.Length).SequenceEqual(name))
                return index;
        }
        while (candidates != 0);
        return -1;
    }
}
