using System.Text;
using Microsoft.Extensions.Options;
using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Web;
using VoipControl.Web.Live;

namespace VoipControl.Tests.Web;

public sealed class LiveFeedTests
{
    private static readonly DateTime Noon = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);

    private LiveFeed _feed = null!;

    [SetUp]
    public void NewFeed() => _feed = new LiveFeed(Options.Create(new WebOptions { LiveRingSize = 4, LiveClientQueue = 2 }), TimeProvider.System);

    [Test]
    public void A_repeated_view_is_no_change()
    {
        var call = Call();
        _feed.Apply("a", call);
        var client = _feed.Subscribe(null, null, null);
        _feed.Apply("a", call);
        Assert.That(client.Subscription.Reader.TryRead(out _), Is.False);
    }

    [Test]
    public void An_end_is_told_once()
    {
        var call = Call();
        _feed.Apply("a", call);
        var client = _feed.Subscribe(null, null, null);
        _feed.Apply("a", call with { State = CallState.Ended });
        _feed.Apply("a", call with { State = CallState.Ended });
        Assert.That(Read(client), Has.Length.EqualTo(1));
    }

    [Test]
    public void An_ended_call_is_not_in_the_snapshot()
    {
        var call = Call();
        _feed.Apply("a", call);
        _feed.Apply("a", call with { State = CallState.Ended });
        Assert.That(_feed.Subscribe(null, null, null).Snapshot!.Calls, Is.Empty);
    }

    [Test]
    public void Test_calls_are_shown_to_those_who_ask_for_them()
    {
        var (customer, canary) = (Call(), Call() with { Purpose = CallPurpose.Canary });
        _feed.Apply("a", customer);
        _feed.Apply("a", canary);
        int Shown(CallPurpose? purpose) => _feed.Subscribe(null, purpose, null).Snapshot!.Calls.Count;
        Assert.That((Shown(CallPurpose.Customer), Shown(CallPurpose.Canary), Shown(CallPurpose.Probe), Shown(null)), Is.EqualTo((1, 1, 0, 2)));
    }

    [Test]
    public void A_call_that_turns_out_to_be_a_canary_goes_from_the_customers_calls()
    {
        var call = Call();
        _feed.Apply("a", call);
        var client = _feed.Subscribe(null, CallPurpose.Customer, null);
        _feed.Apply("a", call with { Purpose = CallPurpose.Canary });
        client.Subscription.Reader.TryRead(out var told);
        Assert.That((told?.Kind, client.Subscription.Reader.TryRead(out _)), Is.EqualTo(("removed", false)));
    }

    [Test]
    public void The_oldest_kept_change_can_be_resumed_from()
    {
        var start = _feed.IdOf(_feed.Subscribe(null, null, null).Number);
        for (var i = 0; i < 4; i++) _feed.Apply("a", Call());
        Assert.That(_feed.Subscribe(null, null, start).Missed, Has.Count.EqualTo(4));
    }

    [Test]
    public void One_change_too_late_is_a_snapshot()
    {
        var start = _feed.IdOf(_feed.Subscribe(null, null, null).Number);
        for (var i = 0; i < 5; i++) _feed.Apply("a", Call());
        Assert.That(_feed.Subscribe(null, null, start).Snapshot, Is.Not.Null);
    }

    [Test]
    public void A_number_from_the_future_is_a_snapshot() => Assert.That(_feed.Subscribe(null, null, _feed.IdOf(7)).Snapshot, Is.Not.Null);

    [Test]
    public void A_client_that_is_full_is_cut_off_and_others_are_not()
    {
        var slow = _feed.Subscribe(null, null, null);
        var other = _feed.Subscribe("acme", null, null);
        for (var i = 0; i < 3; i++) _feed.Apply("a", Call());
        Assert.That((slow.Subscription.CutOff.IsCancellationRequested, other.Subscription.CutOff.IsCancellationRequested), Is.EqualTo((true, false)));
    }

    [Test]
    public void A_call_that_changes_its_tenant_leaves_the_first()
    {
        var call = Call();
        _feed.Apply("a", call);
        var client = _feed.Subscribe("default", null, null);
        _feed.Apply("a", call with { Tenant = "acme" });
        Assert.That(Read(client), Is.EqualTo(new[] { $$"""removed {"id":"{{call.Id}}"}""" }));
    }

    [Test]
    public void A_recovered_call_belongs_to_the_survivor()
    {
        var call = Call();
        _feed.Apply("lost", call);
        _feed.Apply("survivor", call with { Recovered = true, Node = "fs2" });
        _feed.Apply("lost", call with { State = CallState.Ended });
        _feed.Complete("lost", new HashSet<CallId>(), ["fs1"]);
        Assert.That(_feed.Find(call.Id)?.Node, Is.EqualTo("fs2"));
    }

    [Test]
    public void A_source_that_is_no_longer_configured_takes_its_calls_with_it()
    {
        var call = Call();
        _feed.Apply("a", call);
        _feed.Forget("a");
        Assert.That(_feed.Find(call.Id), Is.Null);
    }

    [Test]
    public void A_loss_is_told_once()
    {
        _feed.Lose("a", ["fs1"], "away");
        var client = _feed.Subscribe(null, null, null);
        _feed.Lose("a", ["fs1"], "still away");
        Assert.That(Read(client), Is.Empty);
    }

    private static string[] Read(LiveStart client)
    {
        var read = new List<string>();
        while (client.Subscription.Reader.TryRead(out var change)) read.Add($"{change.Kind} {Encoding.UTF8.GetString(change.Json)}");
        return [.. read];
    }

    private static CallView Call() => new()
    {
        Id = new CallId(Guid.NewGuid()),
        Tenant = "default",
        Node = "fs1",
        State = CallState.Talking,
        Direction = Direction.Internal,
        Caller = new Party("1"),
        Callee = new Party("2"),
        StartedAt = Noon,
        Talk = TimeSpan.Zero,
        Wait = TimeSpan.Zero,
        OnHold = TimeSpan.Zero,
        Legs = [],
        Holds = [],
        Transfers = [],
        Recordings = [],
        RelatedLegs = [],
    };
}
