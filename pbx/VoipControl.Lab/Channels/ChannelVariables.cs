using System.Diagnostics.CodeAnalysis;

namespace VoipControl.Lab.Channels;

/// <summary>Variables of a channel in the order in which they were set. Names ignore case, as in the real switch.</summary>
internal sealed class ChannelVariables
{
    /// <summary>More would be a client gone wrong; the real switch has no bound.</summary>
    private const int MaxCount = 2000;

    private readonly OrderedDictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null and empty both remove the variable (switch_channel_set_variable).</summary>
    [DisallowNull]
    public string? this[string name]
    {
        get => _values.GetValueOrDefault(name);
        set
        {
            if (value.Length == 0)
                _values.Remove(name);
            else if (_values.Count < MaxCount || _values.ContainsKey(name))
                _values[name] = value;
        }
    }

    public int Count => _values.Count;

    public void Remove(string name) => _values.Remove(name);

    /// <summary>A second value turns the variable into a list, written <c>ARRAY::one|:two</c> (switch_event_add_header with push).</summary>
    public void Push(string name, string value)
    {
        var old = this[name];
        this[name] = old is null ? value
            : old.StartsWith("ARRAY::", StringComparison.Ordinal) ? $"{old}|:{value}"
            : $"ARRAY::{old}|:{value}";
    }

    public OrderedDictionary<string, string>.Enumerator GetEnumerator() => _values.GetEnumerator();
}
