namespace VoipControl.Sip.Digest;

/// <summary>
/// Which counts of which nonces have been used. Requests may overtake each other on the way, so a window of 64 counts below the highest one is
/// kept, not the highest alone. Bounded; safe for several threads.
/// </summary>
internal sealed class NonceCounts(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Window> _windows = [];
    private readonly Queue<string> _order = [];
    // Nonces made before this moment have been forgotten, some of them used: none of them is taken for an unused one.
    private long _forgottenUpTo = long.MinValue;

    public bool TryUse(string nonce, long madeAt, uint count)
    {
        lock (_lock)
        {
            if (_windows.TryGetValue(nonce, out Window? window))
                return window.TryUse(count);
            if (madeAt <= _forgottenUpTo)
                return false;
            if (_windows.Count >= capacity)
            {
                string oldest = _order.Dequeue();
                _forgottenUpTo = Math.Max(_forgottenUpTo, _windows[oldest].MadeAt);
                _windows.Remove(oldest);
                if (madeAt <= _forgottenUpTo)
                    return false;
            }

            window = new Window(madeAt);
            _windows.Add(nonce, window);
            _order.Enqueue(nonce);
            return window.TryUse(count);
        }
    }

    private sealed class Window(long madeAt)
    {
        private uint _highest;
        private ulong _used;

        public long MadeAt { get; } = madeAt;

        public bool TryUse(uint count)
        {
            if (count == 0)
                return false;
            if (count > _highest)
            {
                uint step = count - _highest;
                _used = step >= 64 ? 1 : _used << (int)step | 1;
                _highest = count;
                return true;
            }

            uint behind = _highest - count;
            if (behind >= 64 || (_used & 1ul << (int)behind) != 0)
                return false;
            _used |= 1ul << (int)behind;
            return true;
        }
    }
}
