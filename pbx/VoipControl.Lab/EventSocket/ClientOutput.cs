using System.Net.Sockets;

namespace VoipControl.Lab.EventSocket;

/// <summary>
/// The bytes that wait for one client. Writers copy into a buffer; one loop swaps it for an empty one and sends it
/// whole, so a fast flood costs few system calls. Above the limit the client is cut off.
/// </summary>
internal sealed class ClientOutput(long limit)
{
    /// <summary>A buffer that grew above this in a burst is given back.</summary>
    private const int KeptBuffer = 2 << 20;

    private readonly Lock _lock = new();
    private byte[] _filling = new byte[64 * 1024];
    private byte[] _spare = new byte[64 * 1024];
    private int _filled;
    private int _sending;
    private bool _closed;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _some;

    /// <summary>Bytes not yet handed to the system.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _filled + _sending;
        }
    }

    /// <summary>False: the client is too far behind, or gone.</summary>
    public bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (!Reserve(bytes.Length))
                return false;
            bytes.CopyTo(_filling.AsSpan(_filled));
            _filled += bytes.Length;
            Signal();
        }
        return true;
    }

    /// <summary>Lets <paramref name="fill"/> write up to <paramref name="most"/> bytes in place; it returns how many it wrote.</summary>
    public bool TryFill<TState>(int most, TState state, Func<Span<byte>, TState, int> fill)
    {
        lock (_lock)
        {
            if (!Reserve(most))
                return false;
            _filled += fill(_filling.AsSpan(_filled, most), state);
            Signal();
        }
        return true;
    }

    /// <summary>Completes when at most <paramref name="bytes"/> wait, or the client is gone.</summary>
    public Task WaitForRoomAsync(int bytes, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (_closed || _filled + _sending <= bytes)
                return Task.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task.WaitAsync(cancel);
        }
    }

    /// <summary>Sends until closed; when <paramref name="mayWrite"/> waits, everything waits.</summary>
    public async Task SendAsync(Socket socket, Func<CancellationToken, Task> mayWrite, CancellationToken cancel)
    {
        while (true)
        {
            await mayWrite(cancel).ConfigureAwait(false);
            var (buffer, length, closed) = Swap();
            if (length > 0)
            {
                for (var sent = 0; sent < length;)
                {
                    sent += await socket.SendAsync(buffer.AsMemory(sent, length - sent), cancel).ConfigureAwait(false);
                }
                Sent(buffer);
                continue;
            }
            if (closed)
                return;
            await WaitForSomeAsync().WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    /// <summary>No more is taken; what waits is still sent.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            _room?.TrySetResult();
            _room = null;
            Signal();
        }
    }

    private bool Reserve(int bytes)
    {
        if (_closed || (long)_filled + _sending + bytes > limit)
            return false;
        if (_filling.Length - _filled < bytes)
            Array.Resize(ref _filling, Math.Max(_filling.Length * 2, _filled + bytes));
        return true;
    }

    private (byte[] Buffer, int Length, bool Closed) Swap()
    {
        lock (_lock)
        {
            var buffer = _filling;
            var length = _filled;
            if (length == 0)
                return (buffer, 0, _closed);
            _filling = _spare;
            _spare = [];
            _sending = length;
            _filled = 0;
            return (buffer, length, false);
        }
    }

    private void Sent(byte[] buffer)
    {
        lock (_lock)
        {
            _sending = 0;
            _spare = buffer.Length <= KeptBuffer ? buffer : new byte[64 * 1024];
            _room?.TrySetResult();
            _room = null;
        }
    }

    private Task WaitForSomeAsync()
    {
        lock (_lock)
        {
            if (_filled > 0 || _closed)
                return Task.CompletedTask;
            _some = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _some.Task;
        }
    }

    // Called with the lock held.
    private void Signal()
    {
        _some?.TrySetResult();
        _some = null;
    }
}
