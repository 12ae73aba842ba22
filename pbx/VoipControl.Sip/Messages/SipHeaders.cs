using System.Buffers;
using System.Collections;
using System.Text;

namespace VoipControl.Sip;

/// <summary>
/// The header fields of one message in their order. Names are case-insensitive and compact forms mean their long ones. A field that came from
/// the network keeps its bytes and is written again as it came; its text is decoded when it is asked for.
/// </summary>
public sealed class SipHeaders : IEnumerable<SipHeader>
{
    private Entry[] _entries;

    internal SipHeaders(int capacity = 12) => _entries = new Entry[capacity];

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
    /// <exception cref="ArgumentException">The name is no token, or the value has a line break or another control character.</exception>
    public void Add(string name, string value) => Insert(Count, Made(name, value));

    /// <summary>Adds a field before the first of its name, or before all others when there is none.</summary>
    /// <exception cref="ArgumentException">As <see cref="Add(string, string)"/>.</exception>
    public void AddFirst(string name, string value) => Insert(Math.Max(0, IndexOf(name)), Made(name, value));

    /// <summary>Replaces all fields of that name by one, in the place of the first.</summary>
    /// <exception cref="ArgumentException">As <see cref="Add(string, string)"/>.</exception>
    public void Set(string name, string value)
    {
        Entry entry = Made(name, value);
        int index = IndexOf(name);
        if (index < 0)
        {
            Insert(Count, entry);
            return;
        }

        for (int i = Count - 1; i > index; i--)
        {
            if (Is(i, entry.Id, name))
                RemoveAt(i);
        }

        _entries[index] = entry;
        Version++;
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
        SipText.RefuseControls(member);
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
                Insert(Count, source._entries[i]);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<SipHeader> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return new SipHeader(NameOf(i), ValueOf(i));
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void AddWire(byte[] bytes, SipHeaderId id, SipSlice name, SipSlice value)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, Count * 2);
        _entries[Count++] = new Entry(bytes, null, id, name, value);
    }

    internal SipHeaderId IdOf(int index) => _entries[index].Id;

    /// <summary>The value of one field as bytes, for reading it as what it is: the array, and where in it the value stands.</summary>
    internal byte[] BytesOf(int index, out SipSlice value)
    {
        ref Entry entry = ref _entries[index];
        if (entry.Source is byte[] wire)
        {
            value = entry.Value;
            return wire;
        }

        byte[] bytes = Encoding.UTF8.GetBytes((string)entry.Source);
        value = new SipSlice(0, Math.Min(bytes.Length, ushort.MaxValue));
        return bytes;
    }

    internal int IndexOf(SipHeaderId id, int from = 0)
    {
        for (int i = from; i < Count; i++)
        {
            if (_entries[i].Id == id)
                return i;
        }

        return -1;
    }

    /// <summary>All fields but Content-Length, which its message writes.</summary>
    internal void WriteTo(IBufferWriter<byte> writer)
    {
        for (int i = 0; i < Count; i++)
        {
            ref Entry entry = ref _entries[i];
            if (entry.Id == SipHeaderId.ContentLength)
                continue;
            if (entry.Id != SipHeaderId.Other)
            {
                writer.Write(SipHeaderTable.LineOf(entry.Id));
            }
            else
            {
                writer.Write(entry.Source is byte[] named ? entry.WireName.Of(named) : Encoding.ASCII.GetBytes(entry.Name!));
                writer.Write(": "u8);
            }

            if (entry.Source is byte[] wire)
                writer.Write(entry.Value.Of(wire));
            else
                Encoding.UTF8.GetBytes((string)entry.Source, writer);
            writer.Write("\r\n"u8);
        }
    }

    private static Entry Made(string name, string value)
    {
        if (!SipText.IsToken(name))
            throw new ArgumentException($"'{name}' cannot be the name of a header field.", nameof(name));
        SipText.RefuseControls(value);
        SipHeaderId id = SipHeaderTable.Of(name);
        return new Entry(value, id == SipHeaderId.Other ? name : null, id, default, default);
    }

    private string NameOf(int index)
    {
        ref Entry entry = ref _entries[index];
        if (entry.Id != SipHeaderId.Other)
            return SipHeaderTable.NameOf(entry.Id);
        return entry.Source is byte[] wire ? SipText.Decode(entry.WireName.Of(wire)) : entry.Name!;
    }

    private string ValueOf(int index)
    {
        ref Entry entry = ref _entries[index];
        return entry.Source is byte[] wire ? SipText.Decode(entry.Value.Of(wire)) : (string)entry.Source;
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
        ref Entry entry = ref _entries[index];
        if (entry.Id != id)
            return false;
        if (id != SipHeaderId.Other)
            return true;
        return entry.Source is byte[] wire
            ? Ascii.EqualsIgnoreCase(entry.WireName.Of(wire), name)
            : string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase);
    }

    private void Insert(int index, Entry entry)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, Math.Max(4, Count * 2));
        Array.Copy(_entries, index, _entries, index + 1, Count - index);
        _entries[index] = entry;
        Count++;
        Version++;
    }

    private void Replace(int index, string value)
    {
        ref Entry entry = ref _entries[index];
        entry = new Entry(value, entry.Id == SipHeaderId.Other ? NameOf(index) : null, entry.Id, default, default);
        Version++;
    }

    private void RemoveAt(int index)
    {
        Count--;
        Array.Copy(_entries, index + 1, _entries, index, Count - index);
        _entries[Count] = default;
        Version++;
    }

    // Source is the array the field came in, or the string it was given as; a field from the network has its name in the array too.
    private readonly struct Entry(object source, string? name, SipHeaderId id, SipSlice wireName, SipSlice value)
    {
        public readonly object Source = source;
        public readonly string? Name = name;
        public readonly SipSlice WireName = wireName;
        public readonly SipSlice Value = value;
        public readonly SipHeaderId Id = id;
    }
}
