using System.Collections;
using System.Text;

namespace VoipControl.Sip;

/// <summary>
/// Parameters of a header value or of a URI, in their order; names are case-insensitive. Immutable: <see cref="With"/> gives another.
/// Values are given as meant: unquoted, and in a URI unescaped. A parameter may have no value.
/// </summary>
public sealed class SipParameters : IReadOnlyList<KeyValuePair<string, string?>>
{
    private readonly (string Name, string? Raw)[] _items;
    private readonly bool _inUri;

    private SipParameters((string Name, string? Raw)[] items, bool inUri)
    {
        _items = items;
        _inUri = inUri;
    }

    /// <summary>No parameters, of a header value.</summary>
    public static SipParameters Empty { get; } = new([], inUri: false);

    internal static SipParameters EmptyInUri { get; } = new([], inUri: true);

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public KeyValuePair<string, string?> this[int index] => new(_items[index].Name, Plain(_items[index].Raw));

    /// <summary>The value of the first parameter of that name; null when there is none or it has no value.</summary>
    public string? this[string name] => IndexOf(name) is >= 0 and int index ? Plain(_items[index].Raw) : null;

    /// <summary>Whether a parameter of that name is there, with or without a value.</summary>
    public bool Contains(string name) => IndexOf(name) >= 0;

    /// <summary>These with one set: in its place when it was there, else at the end. A null value is a parameter without one.</summary>
    /// <exception cref="ArgumentException">The name is no token, or the value has a line break.</exception>
    public SipParameters With(string name, string? value = null)
    {
        string? raw = value is null ? null : _inUri ? SipText.Escape(value, SipCharClass.UriParameter) : Quoted(value);
        string key = _inUri ? SipText.Escape(name, SipCharClass.UriParameter) : name;
        if (key.Length == 0 || !_inUri && !SipText.IsToken(key))
            throw new ArgumentException($"'{name}' cannot be the name of a parameter.", nameof(name));
        int index = IndexOf(name);
        (string, string?)[] items = index >= 0 ? [.. _items] : [.. _items, default];
        items[index >= 0 ? index : ^1] = (key, raw);
        return new SipParameters(items, _inUri);
    }

    /// <summary>These without any of that name.</summary>
    public SipParameters Without(string name) =>
        Contains(name) ? new SipParameters([.. _items.Where(i => !Same(i.Name, name))], _inUri) : this;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string?>> GetEnumerator()
    {
        for (int i = 0; i < _items.Length; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>As on the wire, each with its semicolon: <c>;tag=1;lr</c>.</summary>
    public override string ToString()
    {
        if (_items.Length == 0)
            return "";
        var text = new StringBuilder();
        foreach ((string name, string? raw) in _items)
        {
            text.Append(';').Append(name);
            if (raw is not null)
                text.Append('=').Append(raw);
        }

        return text.ToString();
    }

    /// <summary>Parameters of a header value that the grammar has accepted before: from the first semicolon to the end.</summary>
    internal static SipParameters OfHeader(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return Empty;
        var items = new List<(string, string?)>();
        int at = 0;
        while ((at = SipChars.SkipSpace(text, at)) < text.Length && text[at] == ';')
        {
            at = SipChars.SkipSpace(text, at + 1);
            if (!SipGrammar.TryParameter(text, ref at, out SipSlice name, out SipSlice value))
                break;
            items.Add((SipText.Decode(text[name.Start..name.End]), value.IsPresent ? SipText.Decode(text[value.Start..value.End]) : null));
        }

        return new SipParameters([.. items], inUri: false);
    }

    /// <summary>Parameters of a URI that the grammar has accepted before.</summary>
    internal static SipParameters OfUri(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return EmptyInUri;
        var items = new List<(string, string?)>();
        foreach (Range part in text[1..].Split((byte)';'))
        {
            ReadOnlySpan<byte> item = text[1..][part];
            int equals = item.IndexOf((byte)'=');
            items.Add(equals < 0 ? (SipText.Decode(item), null) : (SipText.Decode(item[..equals]), SipText.Decode(item[(equals + 1)..])));
        }

        return new SipParameters([.. items], inUri: true);
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string Quoted(string value)
    {
        foreach (char c in value)
        {
            if (c > 127 || !SipChars.Is((byte)c, SipCharClass.Value))
                return SipText.Quote(value);
        }

        return value.Length == 0 ? "\"\"" : value;
    }

    private string? Plain(string? raw) =>
        raw is null ? null : _inUri ? SipText.Unescape(Encoding.UTF8.GetBytes(raw)) : SipText.Unquote(raw);

    private int IndexOf(string name)
    {
        for (int i = 0; i < _items.Length; i++)
        {
            if (Same(_items[i].Name, name))
                return i;
        }

        return -1;
    }
}
