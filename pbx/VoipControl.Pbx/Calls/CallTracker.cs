using System.Threading.Channels;
using VoipControl.Core.Calls;
using VoipControl.Core.Commands;
using VoipControl.Store.Journals;

namespace VoipControl.Pbx.Calls;

/// <summary>
/// The calls of every node this process drives, as this process sees them. Sessions, compares and record files feed it
/// facts; what is new goes to the journal; what the journal has made durable goes to the live feed.
/// </summary>
internal sealed class CallTracker(Journal journal, PbxMetrics metrics, TimeProvider time)
{
    /// <summary>How long an ended call stays, so that its stragglers meet it and make no new call, and a record file has time to be read.</summary>
    private static readonly TimeSpan EndedLinger = TimeSpan.FromSeconds(10);

    /// <summary>Pause between two publications: the first change goes out at once, a burst is gathered.</summary>
    private static readonly TimeSpan PublishPause = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan RetireInterval = TimeSpan.FromSeconds(1);

    /// <summary>Messages a live subscriber may be behind before it is cut off.</summary>
    private const int SubscriberCapacity = 20_000;

    private readonly Lock _gate = new();
    private readonly CallBook _book = new();
    private readonly HashSet<CallId> _dirty = [];
    private readonly List<CallId> _absorbed = [];
    private readonly Queue<(CallId Call, long Since)> _ended = new();
    private readonly List<Channel<LiveMessage>> _subscribers = [];

    // Holds at most one wish: the loop takes everything there is.
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>
    /// Applies a fact; one that says something new is journaled. Completes when the journal has accepted it. Cancelled
    /// before the call, it does nothing; what was begun is finished.
    /// </summary>
    public async ValueTask ApplyAsync(LegFact fact, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        bool isNew;
        var journaled = ValueTask.CompletedTask;
        lock (_gate)
        {
            var change = _book.Apply(fact);
            // A late fact of a call that is gone from here still belongs to its record: the store merges it.
            isNew = change is null || change.Value.Changed;
            if (change?.Absorbed is { } absorbed) _absorbed.Add(absorbed);
            // Before anybody sees it here: who finds a leg's end in the book and then flushes the journal has it on disk. It
            // cannot be called off either: a repeat of a fact that the book has is not journaled, so it would be lost.
            if (isNew) journaled = journal.AppendAsync(fact, CancellationToken.None);
        }
        metrics.Fact(isNew);
        await journaled;
    }

    /// <summary>Applies facts that are durable already: from MySQL or the journal at a start.</summary>
    public void Restore(IEnumerable<LegFact> facts)
    {
        lock (_gate)
        {
            foreach (var fact in facts)
            {
                if (_book.Apply(fact) is not { } change) continue;
                if (change.Changed) _dirty.Add(change.Call.Id);
                if (change.Absorbed is { } absorbed) _absorbed.Add(absorbed);
            }
        }
        _wakes.Writer.TryWrite(true);
    }

    /// <summary>Called by the journal, in order, with facts that are now durable.</summary>
    public void Committed(IReadOnlyList<LegFact> facts)
    {
        lock (_gate)
        {
            foreach (var fact in facts)
                if (_book.Find(fact.Leg) is { } leg) _dirty.Add(leg.CallId);
        }
        _wakes.Writer.TryWrite(true);
    }

    /// <summary>Publishes changes and retires ended calls until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            // A wish that is there already is not waited for, and no timer is made for it.
            if (!_wakes.Reader.TryRead(out _))
            {
                using var tick = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                // Ended calls are retired also when nothing new comes.
                await Task.WhenAny(_wakes.Reader.WaitToReadAsync(tick.Token).AsTask(), Task.Delay(RetireInterval, time, tick.Token));
                await tick.CancelAsync();
                _wakes.Reader.TryRead(out _);
            }
            cancellation.ThrowIfCancellationRequested();
            lock (_gate)
            {
                Publish();
                Retire();
            }
            await Task.Delay(PublishPause, time, cancellation);
        }
    }

    /// <summary>The view of one call, or null when it is not here.</summary>
    public CallView? Find(CallId id)
    {
        lock (_gate) return _book.Find(id)?.View();
    }

    /// <summary>Whether a leg is known to be, or to have been, recorded to this file.</summary>
    public bool KnowsRecording(LegId id, string file)
    {
        lock (_gate) return _book.Find(id)?.Recordings().Any(r => r.File == file) == true;
    }

    /// <summary>The dialplan context a leg came from, or null when it is not known.</summary>
    public string? ContextOf(LegId id)
    {
        lock (_gate) return _book.Find(id)?.First?.Context;
    }

    /// <summary>True when the leg's final report is here and nothing more is expected of it.</summary>
    public bool IsSettled(LegId id)
    {
        lock (_gate) return _book.IsRetired(id) || _book.Find(id) is { IsReported: true };
    }

    /// <summary>The living legs of one node, and roots of its calls that were never seen.</summary>
    public List<LiveLeg> LiveLegs(string node)
    {
        lock (_gate)
        {
            var legs = new List<LiveLeg>();
            foreach (var call in _book.Calls)
            {
                foreach (var leg in call.Legs)
                    if (leg.Node == node && !leg.IsEnded) legs.Add(new LiveLeg(leg.Id, leg.Core, leg.LatestOrder.At, leg.State));
                if (call.Root is null && !call.RootRetired && call.Legs is [var first, ..] && first.Node == node)
                    legs.Add(new LiveLeg(new LegId(call.Id.Value), first.Core, first.LatestOrder.At, LegState.New));
            }
            return legs;
        }
    }

    /// <summary>How many legs of a node live, by what this process knows.</summary>
    public int CountLive(string node)
    {
        lock (_gate)
        {
            var count = 0;
            foreach (var call in _book.Calls)
                foreach (var leg in call.Legs)
                    if (leg.Node == node && !leg.IsEnded) count++;
            return count;
        }
    }

    /// <summary>Customers' calls in progress.</summary>
    public int LiveCalls => CountCalls(static c => c.Purpose == CallPurpose.Customer);

    /// <summary>Canary and probe calls in progress.</summary>
    public int LiveTestCalls => CountCalls(static c => c.Purpose != CallPurpose.Customer);

    /// <summary>
    /// A stream of every live call, a mark, then each change. It ends with an error when its reader falls behind by
    /// <see cref="SubscriberCapacity"/> messages: a reader that knows it missed something asks again.
    /// </summary>
    public LiveSubscription Subscribe()
    {
        lock (_gate)
        {
            var live = _book.Calls.Where(static c => !c.IsEnded).Select(static c => c.View()).ToList();
            var channel = Channel.CreateBounded<LiveMessage>(new BoundedChannelOptions(SubscriberCapacity) { SingleReader = true });
            _subscribers.Add(channel);
            return new LiveSubscription(live, channel.Reader, () => Unsubscribe(channel));
        }
    }

    private int CountCalls(Func<Call, bool> which)
    {
        lock (_gate) return _book.Calls.Count(c => !c.IsEnded && which(c));
    }

    private void Unsubscribe(Channel<LiveMessage> channel)
    {
        lock (_gate) _subscribers.Remove(channel);
        channel.Writer.TryComplete();
    }

    private void Publish()
    {
        foreach (var id in _absorbed) Send(new LiveMessage { Removed = id });
        _absorbed.Clear();
        foreach (var id in _dirty)
        {
            if (_book.Find(id) is not { } call) continue;
            if (_subscribers.Count > 0) Send(new LiveMessage { Call = call.View() });
            if (call.IsEnded) _ended.Enqueue((id, time.GetTimestamp()));
        }
        _dirty.Clear();
    }

    private void Send(LiveMessage message)
    {
        for (var i = _subscribers.Count - 1; i >= 0; i--)
        {
            if (_subscribers[i].Writer.TryWrite(message)) continue;
            _subscribers[i].Writer.TryComplete(new InvalidOperationException($"The reader fell {SubscriberCapacity} changes behind."));
            _subscribers.RemoveAt(i);
        }
    }

    private void Retire()
    {
        while (_ended.TryPeek(out var next) && time.GetElapsedTime(next.Since) >= EndedLinger)
        {
            _ended.Dequeue();
            // A call that came back (an inferred end refuted by a recovery) stays; it is queued again when it ends.
            if (_book.Find(next.Call) is { IsEnded: true }) _book.Retire(next.Call);
        }
    }
}
