using VoipControl.Lab.Channels;

namespace VoipControl.Lab.EventSocket;

/// <summary>What one client listens to: events by name, CUSTOM ones by subclass, and header filters.</summary>
internal sealed class Subscription
{
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _subclasses = new(StringComparer.Ordinal);
    private readonly List<(string Header, string Value)> _filters = [];
    private readonly Lock _lock = new();
    private bool _all;

    public bool Json { get; set; }
    public bool Listening { get; private set; }

    public bool HasFilters => _filters.Count > 0;

    public bool Wants(string name, string subclass)
    {
        lock (_lock)
        {
            if (!Listening)
                return false;
            return subclass.Length > 0
                ? _all || (_names.Contains("CUSTOM") && _subclasses.Contains(subclass))
                : _all || _names.Contains(name);
        }
    }

    public bool Wants(OutgoingEvent e)
    {
        if (!Wants(e.Name, e.Subclass))
            return false;
        lock (_lock)
            return _filters.Count == 0 || _filters.Any(f => Matches(e, f.Header, f.Value));
    }

    /// <summary>Adds names until CUSTOM, after which the rest are subclasses (mod_event_socket.c); false = no event named.</summary>
    public bool Add(IEnumerable<string> words)
    {
        lock (_lock)
        {
            var keys = 0;
            var custom = false;
            foreach (var word in words)
            {
                if (custom)
                {
                    _subclasses.Add(word);
                }
                else if (EventNames.IsKnown(word))
                {
                    keys++;
                    _all |= word.Equals("ALL", StringComparison.OrdinalIgnoreCase);
                    _names.Add(word);
                    custom = word.Equals("CUSTOM", StringComparison.OrdinalIgnoreCase);
                }
            }
            Listening |= keys > 0;
            return keys > 0;
        }
    }

    public bool Remove(IEnumerable<string> words)
    {
        lock (_lock)
        {
            var keys = 0;
            var custom = false;
            foreach (var word in words)
            {
                if (custom)
                {
                    _subclasses.Remove(word);
                }
                else if (EventNames.IsKnown(word))
                {
                    keys++;
                    if (word.Equals("CUSTOM", StringComparison.OrdinalIgnoreCase))
                        custom = true;
                    else
                        RemoveName(word);
                }
            }
            return keys > 0;
        }
    }

    public bool Clear()
    {
        lock (_lock)
        {
            if (!Listening)
                return false;
            Listening = _all = false;
            _names.Clear();
            _subclasses.Clear();
            return true;
        }
    }

    public void AddFilter(string header, string value)
    {
        lock (_lock)
            _filters.Add((header, value));
    }

    public void RemoveFilter(string header, string? value)
    {
        lock (_lock)
        {
            _filters.RemoveAll(f => header.Equals("all", StringComparison.OrdinalIgnoreCase)
                || (f.Header.Equals(header, StringComparison.OrdinalIgnoreCase) && (value is null || f.Value == value)));
        }
    }

    private void RemoveName(string word)
    {
        if (word.Equals("ALL", StringComparison.OrdinalIgnoreCase))
        {
            _names.Clear();
            _all = false;
            return;
        }
        if (_all)
        {
            // Everything but one: ALL is spelled out first.
            _names.UnionWith(EventNames.All);
            _names.Remove("ALL");
            _all = false;
        }
        _names.Remove(word);
    }

    private static bool Matches(OutgoingEvent e, string header, string value)
    {
        var actual = e.HeaderValue(header);
        return actual is not null && actual.Contains(value, StringComparison.Ordinal);
    }
}
