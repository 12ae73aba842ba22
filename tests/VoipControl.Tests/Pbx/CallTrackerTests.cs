using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Pbx;
using VoipControl.Pbx.Calls;
using VoipControl.Store.Journals;
using VoipControl.Testing;

namespace VoipControl.Tests.Pbx;

/// <summary>The tracker on time that stands still, beside a journal on the disk.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CallTrackerTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly string _folder = Directory.CreateTempSubdirectory("voipcontrol-test-").FullName;
    private Journal _journal = null!;
    private CallTracker _tracker = null!;
    private Task _running = Task.CompletedTask;

    [SetUp]
    public void Start()
    {
        _journal = Journal.Open(
            new JournalOptions { Directory = _folder, Committed = facts => _tracker.Committed(facts) }, TimeProvider.System, NullLogger.Instance);
        _tracker = new CallTracker(_journal, new PbxMetrics(_services.GetRequiredService<IMeterFactory>()), _time);
        _running = _tracker.RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _journal.DisposeAsync();
        await _services.DisposeAsync();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task A_fact_that_says_nothing_new_is_not_journaled()
    {
        await ApplyAsync(0, 0, 0);
        Assert.That(_journal.CommittedNumber, Is.EqualTo(1));
    }

    [Test]
    public async Task A_live_call_is_found_and_counted()
    {
        await ApplyAsync(0, 1);
        Assert.That((_tracker.Find(Call(0))?.State, _tracker.LiveCalls, _tracker.CountLive("a"), _tracker.CountLive("b"), _tracker.LiveLegs("a").Count),
            Is.EqualTo((CallState.Ringing, 1, 1, 0, 1)));
    }

    [Test]
    public async Task A_subscriber_gets_the_live_calls_then_each_change_once_it_is_durable()
    {
        await ApplyAsync(0, 1);
        using var subscription = _tracker.Subscribe();
        await ApplyAsync(2);
        Assert.That(subscription.Snapshot.Single().State, Is.EqualTo(CallState.Ringing));
        await Poll.UntilAsync("the answer is told", TimeSpan.FromSeconds(10), TimeProvider.System, () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return subscription.Changes.TryRead(out var message) && message.Call?.State == CallState.Answered;
        });
    }

    [Test]
    public async Task A_subscriber_that_falls_behind_is_cut_off_and_the_others_are_not()
    {
        await ApplyAsync(0);
        using var slow = _tracker.Subscribe();
        using var good = _tracker.Subscribe();
        var read = 0;
        // More changes than a subscriber may be behind, half of them at a time.
        const int Half = 10_250;
        for (var call = 1; call <= 2 * Half; call++)
        {
            await _tracker.ApplyAsync(StoreFacts.Numbered(call * StoreFacts.FactsPerCall), CancellationToken.None);
            if (call % Half != 0) continue;
            await _journal.FlushAsync();
            await Poll.UntilAsync("the good reader has every change", TimeSpan.FromSeconds(30), TimeProvider.System, () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                while (good.Changes.TryRead(out _)) read++;
                return read >= call;
            });
        }
        Assert.That(good.Changes.Completion.IsCompleted, Is.False);
        while (slow.Changes.TryRead(out _))
        {
            // What was sent before it fell behind may still be read.
        }
        Assert.That(async () => await slow.Changes.Completion.WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System), Throws.InvalidOperationException.With.Message.Contains("20000 changes behind"));
    }

    [Test]
    public async Task An_ended_call_stays_for_its_stragglers_and_is_then_forgotten()
    {
        await ApplyAsync(0, 1, 2, 3);
        await PublishedAsync();
        Assert.That((_tracker.Find(Call(0))?.State, _tracker.IsSettled(StoreFacts.Leg(0))), Is.EqualTo((CallState.Ended, true)));
        await RetiredAsync();
        Assert.That((_tracker.Find(Call(0)), _tracker.IsSettled(StoreFacts.Leg(0))), Is.EqualTo(((CallView?)null, true)));
    }

    [Test]
    public async Task A_late_fact_of_a_forgotten_call_is_journaled_and_makes_no_new_call()
    {
        await ApplyAsync(0, 1, 2, 3);
        await RetiredAsync();
        await _tracker.ApplyAsync(StoreFacts.Of(FactKind.Destroyed, StoreFacts.Leg(0), 9), CancellationToken.None);
        await _journal.FlushAsync();
        Assert.That((_journal.CommittedNumber, _tracker.Find(Call(0)), _tracker.LiveCalls), Is.EqualTo((5L, (CallView?)null, 0)));
    }

    [Test]
    public async Task A_call_whose_inferred_end_was_refuted_is_not_forgotten()
    {
        await ApplyAsync(0, 1, 2);
        await _tracker.ApplyAsync(StoreFacts.Of(FactKind.Gone, StoreFacts.Leg(0), 5), CancellationToken.None);
        await _journal.FlushAsync();
        await PublishedAsync();
        await _tracker.ApplyAsync(StoreFacts.Of(FactKind.Seen, StoreFacts.Leg(0), 8), CancellationToken.None);
        await _journal.FlushAsync();
        for (var i = 0; i < 30; i++) await PublishedAsync();
        Assert.That(_tracker.Find(Call(0))?.State, Is.EqualTo(CallState.Answered));
    }

    [Test]
    public async Task A_forgotten_call_whose_end_was_only_inferred_comes_back_with_a_sign_of_life()
    {
        await ApplyAsync(0, 1, 2);
        await _tracker.ApplyAsync(StoreFacts.Of(FactKind.Gone, StoreFacts.Leg(0), 5), CancellationToken.None);
        await _journal.FlushAsync();
        await RetiredAsync();
        await _tracker.ApplyAsync(StoreFacts.Of(FactKind.Seen, StoreFacts.Leg(0), 8), CancellationToken.None);
        Assert.That((_tracker.LiveCalls, _tracker.LiveLegs("a").Count), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task A_forgotten_leg_whose_end_was_only_inferred_still_waits_for_its_record_file()
    {
        await ApplyAsync(0, 1, 2);
        await _tracker.ApplyAsync(StoreFacts.Of(FactKind.Gone, StoreFacts.Leg(0), 5), CancellationToken.None);
        await _journal.FlushAsync();
        await RetiredAsync();
        Assert.That(_tracker.IsSettled(StoreFacts.Leg(0)), Is.False);
    }

    [Test]
    public async Task A_fact_whose_session_ends_while_the_journal_is_full_is_journaled_all_the_same()
    {
        using var disk = new ManualResetEventSlim();
        await using var journal = Journal.Open(
            new JournalOptions { Directory = Path.Combine(_folder, "slow"), QueueLimit = 1, Committed = _ => disk.Wait() }, TimeProvider.System, NullLogger.Instance);
        var tracker = new CallTracker(journal, new PbxMetrics(_services.GetRequiredService<IMeterFactory>()), _time);
        using var session = new CancellationTokenSource();
        var applied = Enumerable.Range(0, 4).Select(i => tracker.ApplyAsync(StoreFacts.Numbered(i), session.Token).AsTask()).ToList();
        await session.CancelAsync();
        disk.Set();
        await Task.WhenAll(applied).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await journal.FlushAsync();
        Assert.That(journal.CommittedNumber, Is.EqualTo(4));
    }

    [Test]
    public async Task A_call_that_a_late_restore_finds_to_be_part_of_another_is_told_as_removed()
    {
        await _tracker.ApplyAsync(StoreFacts.Of(FactKind.Seen, StoreFacts.Leg(1), 4), CancellationToken.None);
        using var subscription = _tracker.Subscribe();
        _tracker.Restore([StoreFacts.Of(FactKind.Created, StoreFacts.Leg(0), 0), StoreFacts.Of(FactKind.Created, StoreFacts.Leg(1), 1, originator: StoreFacts.Leg(0))]);
        await PublishedAsync();
        var told = new List<CallId?>();
        while (subscription.Changes.TryRead(out var message)) told.Add(message.Removed);
        Assert.That(told, Does.Contain((CallId?)Call(1)));
    }

    [Test]
    public async Task What_is_restored_is_not_journaled_again()
    {
        _tracker.Restore([StoreFacts.Numbered(0), StoreFacts.Numbered(1)]);
        await _journal.FlushAsync();
        Assert.That((_tracker.LiveCalls, _journal.CommittedNumber), Is.EqualTo((1, 0L)));
    }

    [Test]
    public async Task A_call_whose_root_was_never_seen_asks_for_it()
    {
        await _tracker.ApplyAsync(StoreFacts.Of(FactKind.Created, StoreFacts.Leg(1), 1, originator: StoreFacts.Leg(0)), CancellationToken.None);
        Assert.That(_tracker.LiveLegs("a").Select(static l => l.Id), Is.EquivalentTo(new[] { StoreFacts.Leg(0), StoreFacts.Leg(1) }));
    }

    private static CallId Call(long number) => new(StoreFacts.Leg(number).Value);

    private async Task ApplyAsync(params long[] numbers)
    {
        foreach (var number in numbers) await _tracker.ApplyAsync(StoreFacts.Numbered(number), CancellationToken.None);
        await _journal.FlushAsync();
    }

    /// <summary>
    /// Lets the loop publish what was to be published before this: it waits for time in each round, and a timer that it makes
    /// once it has been woken is the one after its publication. A first timer may still be from before.
    /// </summary>
    private async Task PublishedAsync()
    {
        for (var round = 0; round < 2; round++)
        {
            await Poll.UntilAsync("the loop waits", TimeSpan.FromSeconds(10), TimeProvider.System, () => _time.WaitingTimers > 0);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private Task RetiredAsync() => Poll.UntilAsync("the call is forgotten", TimeSpan.FromSeconds(10), TimeProvider.System, () =>
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return _tracker.Find(Call(0)) is null;
    });
}
