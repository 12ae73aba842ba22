using System.Collections.Concurrent;

namespace VoipControl.Sip;

/// <summary>
/// The one thread of control of an endpoint: every received message, timer and public call is handled here, one after the
/// other, so nothing behind it needs a lock. It borrows a pool thread while there is work and none while there is not.
/// Work (timers, public calls) is never refused and goes before received messages, so that a flood from the network delays
/// nothing that a call needs; received messages keep their order among themselves and are bounded.
/// </summary>
internal sealed class SipLoop(int maxReceived, Action<SipReceived> receive, Action<Exception> failed) : IThreadPoolWorkItem
{
    /// <summary>After so many items the thread goes back to the pool once, so that two loops share a core fairly.</summary>
    private const int Turn = 512;

    private readonly ConcurrentQueue<Action> _work = new();
    private readonly ConcurrentQueue<SipReceived> _received = new();
    private int _waiting;
    private int _scheduled;
    private long _dropped;

    /// <summary>Datagrams that found the queue full.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Runs <paramref name="work"/> on the loop, after what was posted before.</summary>
    public void Post(Action work)
    {
        _work.Enqueue(work);
        Schedule();
    }

    /// <summary>Takes a datagram, or drops it when too many wait: UDP may drop, and its sender repeats what matters.</summary>
    public void Offer(SipReceived datagram)
    {
        if (Interlocked.Increment(ref _waiting) > maxReceived)
        {
            Interlocked.Decrement(ref _waiting);
            Interlocked.Increment(ref _dropped);
            return;
        }

        _received.Enqueue(datagram);
        Schedule();
    }

    /// <summary>Takes a message of a stream, which bounds itself: its connection reads on only when this one was handled.</summary>
    public void Take(SipReceived message)
    {
        Interlocked.Increment(ref _waiting);
        _received.Enqueue(message);
        Schedule();
    }

    void IThreadPoolWorkItem.Execute()
    {
        for (var done = 0; done < Turn; done++)
        {
            if (_work.TryDequeue(out var work))
                Run(work);
            else if (_received.TryDequeue(out var received))
                Run(received);
            else
                break;
        }

        Volatile.Write(ref _scheduled, 0);
        Interlocked.MemoryBarrier();
        if (!_work.IsEmpty || !_received.IsEmpty)
            Schedule();
    }

    private void Schedule()
    {
        if (Interlocked.Exchange(ref _scheduled, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Run(Action work)
    {
        try
        {
            work();
        }
        catch (Exception error)
        {
            failed(error);
        }
    }

    private void Run(SipReceived received)
    {
        Interlocked.Decrement(ref _waiting);
        try
        {
            receive(received);
        }
        catch (Exception error)
        {
            failed(error);
        }
        finally
        {
            received.Handled?.Invoke();
        }
    }
}
