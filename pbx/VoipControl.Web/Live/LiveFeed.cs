using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using VoipControl.Core.Calls;

namespace VoipControl.Web.Live;

/// <summary>
/// Every call that goes on, merged from the streams of all pbx processes, and the recent changes. Each change has a
/// number; a client that comes back with the number it saw last gets what it missed while that is still kept.
/// </summary>
internal sealed class LiveFeed
{
    private readonly Lock _lock = new();
    private readonly Dictionary<CallId, LiveCall> _calls = [];
    private readonly Dictionary<string, LiveSource> _sources = new(StringComparer.Ordinal);
    private readonly List<LiveSubscription> _subscriptions = [];
    private readonly LiveEvent?[] _ring;
    private readonly TimeProvider _time;
    private readonly int _clientQueue;
    private long _number;

    public LiveFeed(IOptions<WebOptions> options, TimeProvider time)
    {
        _ring = new LiveEvent?[options.Value.LiveRingSize];
        _clientQueue = options.Value.LiveClientQueue;
        _time = time;
        Epoch = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
    }

    /// <summary>Names this feed: numbers of another process, or of this one before its restart, mean nothing here.</summary>
    public string Epoch { get; }

    public string IdOf(long number) => string.Create(CultureInfo.InvariantCulture, $"{Epoch}-{number}");

    public IReadOnlyCollection<LiveSource> Sources
    {
        get { lock (_lock) return [.. _sources.Values]; }
    }

    public CallView? Find(CallId id)
    {
        lock (_lock) return _calls.TryGetValue(id, out var call) ? call.View : null;
    }

    /// <summary>Begins a client: with what it missed where that is known, otherwise with everything.</summary>
    public LiveStart Subscribe(string? tenant, CallPurpose? purpose, string? lastId)
    {
        var subscription = new LiveSubscription(tenant, purpose, _clientQueue);
        lock (_lock)
        {
            _subscriptions.Add(subscription);
            if (TryNumber(lastId, out var last))
            {
                var missed = new List<LiveEvent>();
                for (var number = last + 1; number <= _number; number++)
                    if (_ring[number % _ring.Length] is { } change && change.IsFor(tenant, purpose)) missed.Add(change);
                return new LiveStart(subscription, null, missed, _number);
            }
            var calls = _calls.Values.Where(c => (tenant is null || c.View.Tenant == tenant) && (purpose is null || c.View.Purpose == purpose)).OrderBy(static c => c.View.StartedAt).Select(static c => c.Json);
            return new LiveStart(subscription, new LiveSnapshot([.. calls], [.. _sources.Values]), [], _number);
        }
    }

    public void Unsubscribe(LiveSubscription subscription)
    {
        lock (_lock) _subscriptions.Remove(subscription);
    }

    /// <summary>A call's new view. An ended call is told once more, then forgotten.</summary>
    public void Apply(string source, CallView view)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(view, CallJson.Default.CallView);
        lock (_lock)
        {
            var known = _calls.TryGetValue(view.Id, out var before);
            if (known && before!.Source != source && before.View.Recovered && !view.Recovered) return;
            if (view.State == CallState.Ended)
            {
                // An end of a call that is not shown was told before: a repeat after a reconnect.
                if (!_calls.Remove(view.Id)) return;
            }
            else
            {
                _calls[view.Id] = new LiveCall(source, view, json);
                if (known && before!.Json.AsSpan().SequenceEqual(json)) return;
            }
            // Who saw it as another tenant's call, or took it for a customer's, sees it no more.
            if (known && (before!.View.Tenant, before.View.Purpose) != (view.Tenant, view.Purpose)) Publish("removed", before.View, Removed(view.Id));
            Publish("call", view, json);
        }
    }

    /// <summary>A call turned out to be part of another one.</summary>
    public void Remove(string source, CallId id)
    {
        lock (_lock)
        {
            if (!_calls.TryGetValue(id, out var call) || call.Source != source) return;
            _calls.Remove(id);
            Publish("removed", call.View, Removed(id));
        }
    }

    /// <summary>The source has told all its calls: those it did not name have ended unseen.</summary>
    public void Complete(string source, IReadOnlySet<CallId> told, IReadOnlyList<string> nodes)
    {
        lock (_lock)
        {
            RemoveWhere(c => c.Source == source && !told.Contains(c.View.Id));
            Tell(source, new LiveSource(nodes, true, _time.GetUtcNow().UtcDateTime));
        }
    }

    /// <summary>The source is lost: its calls stay as last known, and clients are told so once.</summary>
    public void Lose(string source, IReadOnlyList<string> nodes, string reason)
    {
        lock (_lock)
        {
            if (_sources.TryGetValue(source, out var known) && !known.Connected) return;
            Tell(source, new LiveSource(nodes, false, _time.GetUtcNow().UtcDateTime, reason));
        }
    }

    /// <summary>The source is no longer configured: nobody will tell of its calls again.</summary>
    public void Forget(string source)
    {
        lock (_lock)
        {
            RemoveWhere(c => c.Source == source);
            _sources.Remove(source);
        }
    }

    private void RemoveWhere(Func<LiveCall, bool> gone)
    {
        foreach (var call in _calls.Values.Where(gone).ToList())
        {
            _calls.Remove(call.View.Id);
            Publish("removed", call.View, Removed(call.View.Id));
        }
    }

    private void Tell(string source, LiveSource state)
    {
        _sources[source] = state;
        Publish("source", null, JsonSerializer.SerializeToUtf8Bytes(state, ApiJson.Options));
    }

    private void Publish(string kind, CallView? call, byte[] json)
    {
        var change = new LiveEvent(++_number, kind, call?.Tenant, call?.Purpose, json);
        _ring[change.Number % _ring.Length] = change;
        foreach (var subscription in _subscriptions) subscription.Offer(change);
    }

    private bool TryNumber(string? lastId, out long number)
    {
        number = 0;
        return lastId is { Length: < 64 } && lastId.StartsWith(Epoch + "-", StringComparison.Ordinal)
            && long.TryParse(lastId.AsSpan(Epoch.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number <= _number && number >= _number - _ring.Length;
    }

    private static byte[] Removed(CallId id) => JsonSerializer.SerializeToUtf8Bytes(new { id }, ApiJson.Options);

    private sealed record LiveCall(string Source, CallView View, byte[] Json);
}
