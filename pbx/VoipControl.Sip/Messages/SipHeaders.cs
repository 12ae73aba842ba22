using System.Buffers;
using System.Collections;
using System.Runtime.CompilerServices;
using System.Text;

namespace VoipControl.Sip;

/// <summary>
/// The header fields of one message in their order. Names are case-insensitive and compact forms mean their long ones. A field that came from
/// the network keeps its bytes and is written again as it came; its text is decoded when it is asked for.
/// </summary>
public sealed class SipHeaders : IEnumerable<SipHeader>
{
    private readonly byte[] _wire;
    // Most messages have no more fields than these; all are in the array when there are more.
    private FewEntries _few;
    private Entry[]? _many;
    // Beside each entry what the program has given instead of what came; null as long as all fields came with the message.
    private Given?[]? _given;

    internal SipHeaders(byte[]? wire = null) => _wire = wire ?? [];

    /// <summary>How many fields there are.</summary>
    public int Count { get; private set; }

    /// <summary>Changes with every change, so that a message knows when what it read from here is out of date.</summary>
    internal int Version { get; private set; }

    /// <summary>The whole value of the first field of that name, folds made spaces; null when there is none.</summary>
    public string? this[string name] => IndexOf(name) is >= 0 and int index ? ValueOf(index) : null;

    /// <summary>Whether a field of that name is there.</summary>
    public bool Contains(string name) => IndexOf(name) >= 0;

    /// <summary>
    /// The members of all fields of that name, in order: split at commas that stand outside quotes and angle brackets. For headers that are
    /// lists by their grammar; Date, Subject or an authentication header is none, its commas are its own.
    /// </summary>
    public IEnumerable<string> Values(string name)
    {
        SipHeaderId id = SipHeaderTable.Of(name);
        for (int i = 0; i < Count; i++)
        {
            if (!Is(i, id, name))
                continue;
            string value = ValueOf(i);
            int start = 0;
            while (start <= value.Length)
            {
                int end = SipLists.EndOfMember(value, start);
                string member = value[start..end].Trim(' ', '\t');
                if (member.Length > 0)
                    yield return member;
                start = end + 1;
            }
        }
    }

    /// <summary>The whole values of all fields of that name.</summary>
    public IEnumerable<string> Fields(string name)
    {
        SipHeaderId id = SipHeaderTable.Of(name);
        for (int i = 0; i < Count; i++)
        {
            if (Is(i, id, name))
                yield return ValueOf(i);
        }
    }

    /// <summary>Adds a field at the end.</summary>
    /// <exception cref="ArgumentException">The name is no token, or the value has a line break.</exception>
    public void Add(string name, string value) => Insert(Count, Made(name, value, out SipHeaderId id), id);

    /// <summary>Adds a field before the first of its name, or before all others when there is none.</summary>
    /// <exception cref="ArgumentException">As <see cref="Add(string, string)"/>.</exception>
    public void AddFirst(string name, string value) => Insert(Math.Max(0, IndexOf(name)), Made(name, value, out SipHeaderId id), id);

    /// <summary>Replaces all fields of that name by one, in the place of the first.</summary>
    /// <exception cref="ArgumentException">As <see cref="Add(string, string)"/>.</exception>
    public void Set(string name, string value)
    {
        Given given = Made(name, value, out SipHeaderId id);
        int index = IndexOf(name);
        if (index < 0)
        {
            Insert(Count, given, id);
            return;
        }

        for (int i = Count - 1; i > index; i--)
        {
            if (Is(i, id, name))
                RemoveAt(i);
        }

        Give(index, given);
    }

    /// <summary>Takes all fields of that name away.</summary>
    public void Remove(string name)
    {
        SipHeaderId id = SipHeaderTable.Of(name);
        for (int i = Count - 1; i >= 0; i--)
        {
            if (Is(i, id, name))
                RemoveAt(i);
        }
    }

    /// <summary>Takes the first member of the first field of that name away, and the field with its last member.</summary>
    public void RemoveFirst(string name)
    {
        int index = IndexOf(name);
        if (index < 0)
            return;
        string value = ValueOf(index);
        int end = SipLists.EndOfMember(value, 0);
        if (end < value.Length)
            Replace(index, value[(end + 1)..].TrimStart(' ', '\t'));
        else
            RemoveAt(index);
    }

    /// <summary>Replaces the first member of the first field of that name, the others stay; adds a field when there is none.</summary>
    public void ReplaceFirst(string name, string member)
    {
        SipText.RefuseLineBreaks(member);
        int index = IndexOf(name);
        if (index < 0)
        {
            AddFirst(name, member);
            return;
        }

        string value = ValueOf(index);
        Replace(index, member + value[SipLists.EndOfMember(value, 0)..]);
    }

    /// <summary>Adds all fields of that name from another message, byte for byte.</summary>
    public void CopyFrom(SipHeaders source, string name)
    {
        SipHeaderId id = SipHeaderTable.Of(name);
        for (int i = 0; i < source.Count; i++)
        {
            if (source.Is(i, id, name))
                Insert(Count, source.Taken(i), id);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<SipHeader> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return new SipHeader(NameOf(i), ValueOf(i));
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private Span<Entry> Entries => _many is null ? _few : _many;

    internal void AddWire(SipHeaderId id, SipSlice name, SipSlice value)
    {
        if (Count == Entries.Length)
            Grow();
        Entries[Count++] = new Entry(id, name, value);
    }

    internal SipHeaderId IdOf(int index) => Entries[index].Id;

    /// <summary>The value of one field as bytes, for reading it as what it is: the array, and where in it the value stands.</summary>
    internal byte[] BytesOf(int index, out SipSlice value)
    {
        Given? given = _given?[index];
        if (given?.Value is { } text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            value = new SipSlice(0, Math.Min(bytes.Length, ushort.MaxValue));
            return bytes;
        }

        value = Entries[index].Value;
        return given?.Wire ?? _wire;
    }

    internal int IndexOf(SipHeaderId id, int from = 0)
    {
        for (int i = from; i < Count; i++)
        {
            if (Entries[i].Id == id)
                return i;
        }

        return -1;
    }

    /// <summary>All fields but Content-Length, which its message writes.</summary>
    internal void WriteTo(IBufferWriter<byte> writer)
    {
        for (int i = 0; i < Count; i++)
        {
            Entry entry = Entries[i];
            Given? given = _given?[i];
            if (entry.Id == SipHeaderId.ContentLength)
                continue;
            if (entry.Id != SipHeaderId.Other)
            {
                writer.Write(SipHeaderTable.LineOf(entry.Id));
            }
            else
            {
                writer.Write(given?.Name is { } name ? Encoding.ASCII.GetBytes(name) : entry.Name.Of(given?.Wire ?? _wire));
                writer.Write(": "u8);
            }

            if (given?.Value is { } value)
                Encoding.UTF8.GetBytes(value, writer);
            else
                writer.Write(entry.Value.Of(given?.Wire ?? _wire));
            writer.Write("\r\n"u8);
        }
    }

    private static Given Made(string name, string value, out SipHeaderId id)
    {
        if (!SipText.IsToken(name))
            throw new ArgumentException($"'{name}' cannot be the name of a header field.", nameof(name));
        SipText.RefuseLineBreaks(value);
        id = SipHeaderTable.Of(name);
        return new Given(name, value, null, default);
    }

    private string NameOf(int index)
    {
        Entry entry = Entries[index];
        if (entry.Id != SipHeaderId.Other)
            return SipHeaderTable.NameOf(entry.Id);
        Given? given = _given?[index];
        return given?.Name ?? SipText.Decode(entry.Name.Of(given?.Wire ?? _wire));
    }

    private string ValueOf(int index)
    {
        Given? given = _given?[index];
        return given?.Value ?? SipText.Decode(Entries[index].Value.Of(given?.Wire ?? _wire));
    }

    // A field for another message: by its bytes as long as it has them.
    private Given Taken(int index)
    {
        Given? given = _given?[index];
        return given?.Value is not null ? given : new Given(null, null, given?.Wire ?? _wire, Entries[index]);
    }

    private int IndexOf(string name)
    {
        SipHeaderId id = SipHeaderTable.Of(name);
        if (id != SipHeaderId.Other)
            return IndexOf(id);
        for (int i = 0; i < Count; i++)
        {
            if (Is(i, id, name))
                return i;
        }

        return -1;
    }

    private bool Is(int index, SipHeaderId id, string name)
    {
        Entry entry = Entries[index];
        if (entry.Id != id)
            return false;
        if (id != SipHeaderId.Other)
            return true;
        Given? given = _given?[index];
        return given?.Name is { } own ? string.Equals(own, name, StringComparison.OrdinalIgnoreCase) : Ascii.EqualsIgnoreCase(entry.Name.Of(given?.Wire ?? _wire), name);
    }

    private void Insert(int index, Given given, SipHeaderId id)
    {
        if (Count == Entries.Length)
            Grow();
        if (_given is null || _given.Length < Entries.Length)
            Array.Resize(ref _given, Entries.Length);
        Entries[index..Count].CopyTo(Entries[(index + 1)..]);
        Array.Copy(_given, index, _given, index + 1, Count - index);
        Entries[index] = new Entry(id, given.Field.Name, given.Field.Value);
        _given[index] = given;
        Count++;
        Version++;
    }

    private void Grow()
    {
        var many = new Entry[Count * 2];
        Entries.CopyTo(many);
        _many = many;
    }

    private void Replace(int index, string value) => Give(index, new Given(NameOf(index), value, null, default));

    private void Give(int index, Given given)
    {
        _given ??= new Given?[Entries.Length];
        _given[index] = given;
        Version++;
    }

    private void RemoveAt(int index)
    {
        Count--;
        Entries[(index + 1)..(Count + 1)].CopyTo(Entries[index..]);
        if (_given is not null)
        {
            Array.Copy(_given, index + 1, _given, index, Count - index);
            _given[Count] = null;
        }

        Version++;
    }

    // Where name and value stand in the message's bytes, or in those of the message the field was copied from.
    private readonly struct Entry(SipHeaderId id, SipSlice name, SipSlice value)
    {
        public readonly SipSlice Name = name;
        public readonly SipSlice Value = value;
        public readonly SipHeaderId Id = id;
    }

    [InlineArray(16)]
    private struct FewEntries
    {
        private Entry _first;
    }

    // Either name and value as text, or the bytes of another message and where in them the field stands.
    private sealed class Given(string? name, string? value, byte[]? wire, Entry field)
    {
        public string? Name { get; } = name;

        public string? Value { get; } = value;

        public byte[]? Wire { get; } = wire;

        public Entry Field { get; } = field;
    }
}
