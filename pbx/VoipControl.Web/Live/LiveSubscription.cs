using System.Threading.Channels;
using VoipControl.Core.Calls;

namespace VoipControl.Web.Live;

/// <summary>One client of the live feed. What waits for it is bounded: a client that reads too slowly is cut off, never the feed.</summary>
internal sealed class LiveSubscription : IDisposable
{
    private readonly Channel<LiveEvent> _waiting;
    private readonly CancellationTokenSource _cutOff = new();

    public LiveSubscription(string? tenant, CallPurpose? purpose, int queue)
    {
        Tenant = tenant;
        Purpose = purpose;
        _waiting = Channel.CreateBounded<LiveEvent>(new BoundedChannelOptions(queue) { SingleReader = true });
    }

    /// <summary>The only tenant it sees; null for all.</summary>
    public string? Tenant { get; }

    /// <summary>The only calls it watches; null for all.</summary>
    public CallPurpose? Purpose { get; }

    public ChannelReader<LiveEvent> Reader => _waiting.Reader;

    /// <summary>Ends a write that the client does not take.</summary>
    public CancellationToken CutOff => _cutOff.Token;

    /// <summary>Called under the feed's lock, so the order is the feed's.</summary>
    public void Offer(LiveEvent change)
    {
        if (!change.IsFor(Tenant, Purpose) || _waiting.Writer.TryWrite(change)) return;
        if (_waiting.Writer.TryComplete()) _ = _cutOff.CancelAsync();
    }

    /// <summary>After the feed has let go of it.</summary>
    public void Dispose() => _cutOff.Dispose();
}
