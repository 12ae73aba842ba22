using NUnit.Framework;
using VoipControl.Core.Trunks;
using VoipControl.Store.Queries;
using VoipControl.Store.Trunks;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.Store;

public sealed class TrunkStoreTests : DatabaseFixture
{
    private static readonly DateTime Now = StoreFacts.Start;

    private TrunkStore Trunks => new(Database);

    private TrunkQueries Queries => new(Database);

    private static TargetRow Target(string name = "carrier", string observer = "host1", string? tenant = null) => new()
    {
        Observer = observer,
        Target = name,
        Kind = TargetKind.Gateway,
        Uri = "sip:10.0.0.1",
        Tenant = tenant,
        State = TargetState.Damped,
        Reason = "it flaps",
        Since = Now,
        LastProbeAt = Now.AddSeconds(1),
        LastStatus = 200,
        RoundTrip = TimeSpan.FromMicroseconds(1234),
        Smoothed = TimeSpan.FromMicroseconds(2345),
        Min = TimeSpan.FromMicroseconds(1000),
        Max = TimeSpan.FromMicroseconds(9000),
        LossPercent = 12.5,
        Probes = 60,
        Penalty = 2999.5,
        UpdatedAt = Now.AddSeconds(2),
    };

    private static CanaryRow Canary(string name = "carrier", string? tenant = null) =>
        new() { Observer = "host1", Name = name, Kind = TargetKind.Trunk, Tenant = tenant, Mode = CanaryMode.Loop, To = "sip:1@a", NextAt = Now, UpdatedAt = Now };

    private static CanaryResult Result(double minutes, params CanaryFault[] faults) => new()
    {
        Id = Guid.CreateVersion7(),
        Observer = "host1",
        Canary = "carrier",
        Mode = CanaryMode.Loop,
        At = Now.AddMinutes(minutes),
        Faults = faults,
        Detail = "words",
        Status = 200,
        SetUp = TimeSpan.FromMilliseconds(1500),
        Here = new HeardAudio(250, 700.5, 1.5, TimeSpan.FromMilliseconds(40)),
        There = null,
    };

    private static CanaryAlarm Alarm(double minutes = 0) => new()
    {
        Id = Guid.CreateVersion7(),
        Observer = "host1",
        Canary = "carrier",
        Fault = CanaryFault.NoAudio,
        Detail = "silence",
        RaisedAt = Now.AddMinutes(minutes),
    };

    [Test]
    public async Task A_state_comes_back_as_it_was_last_written()
    {
        await Trunks.SaveStatesAsync([Target() with { State = TargetState.Up, RoundTrip = null }], Deadline);
        await Trunks.SaveStatesAsync([Target()], Deadline);
        Assert.That(await Queries.ListTargetsAsync(null, null, Deadline), Is.EqualTo(new[] { Target() }));
    }

    [Test]
    public async Task A_tenant_sees_its_own_targets()
    {
        await Trunks.SaveStatesAsync([Target("shared"), Target("own", tenant: "acme"), Target("other", tenant: "taxi")], Deadline);
        Assert.That((await Queries.ListTargetsAsync("acme", null, Deadline)).Select(static t => t.Target), Is.EqualTo(new[] { "own" }));
    }

    [Test]
    public async Task What_is_no_longer_configured_goes_and_its_alarms_are_cleared()
    {
        await Trunks.SaveStatesAsync([Target("old"), Target("kept"), Target("old", observer: "host2")], Deadline);
        await Trunks.SaveCanariesAsync([Canary()], Deadline);
        await Trunks.RaiseAsync(Alarm(), Deadline);
        await Trunks.KeepOnlyAsync("host1", ["kept"], [], Now.AddMinutes(1), Deadline);
        await Trunks.SaveCanariesAsync([Canary()], Deadline);
        Assert.That((await Queries.ListTargetsAsync(null, null, Deadline)).Select(static t => (t.Target, t.Observer)), Is.EqualTo(new[] { ("kept", "host1"), ("old", "host2") }));
        Assert.That((await Queries.ListCanariesAsync(null, null, Now, Deadline)).Single().Alarms, Is.Empty);
    }

    [Test]
    public async Task An_observer_can_tell_that_another_process_writes_under_its_name()
    {
        var before = await Trunks.LastWrittenAsync("host1", Deadline);
        await Trunks.SaveStatesAsync([Target("a"), Target("b") with { UpdatedAt = Now.AddSeconds(3) }, Target("c", observer: "host2") with { UpdatedAt = Now.AddSeconds(9) }], Deadline);
        Assert.That((before, await Trunks.LastWrittenAsync("host1", Deadline)), Is.EqualTo(((DateTime?)null, (DateTime?)Now.AddSeconds(3))));
    }

    [Test]
    public async Task A_change_that_is_written_twice_is_there_once()
    {
        var change = new TargetChange { Id = Guid.CreateVersion7(), Observer = "host1", Target = "carrier", From = TargetState.Up, To = TargetState.Down, Reason = "lost", At = Now };
        await Trunks.AddAsync(change, Deadline);
        await Trunks.AddAsync(change, Deadline);
        Assert.That((await Queries.ListChangesAsync("carrier", null, 10, Deadline)).Items, Is.EqualTo(new[] { change }));
    }

    [Test]
    public async Task Pages_hold_every_result_once()
    {
        for (var i = 0; i < 7; i++) await Trunks.AddAsync(Result(i / 3), Deadline);
        var seen = new List<Guid>();
        PagePosition? after = null;
        do
        {
            var page = await Queries.ListResultsAsync("carrier", after, 2, Deadline);
            seen.AddRange(page.Items.Select(static r => r.Id));
            after = page.Next;
        }
        while (after is not null);
        Assert.That((seen.Count, seen.Distinct().Count()), Is.EqualTo((7, 7)));
    }

    [Test]
    public async Task A_result_comes_back_with_what_was_heard()
    {
        var result = Result(0, CanaryFault.OneWayFromUs, CanaryFault.SlowSetUp);
        await Trunks.AddAsync(result, Deadline);
        var read = (await Queries.ListResultsAsync("carrier", null, 1, Deadline)).Items.Single();
        Assert.That((read.Here, read.There, read.SetUp, string.Join(',', read.Faults)), Is.EqualTo((result.Here, (HeardAudio?)null, result.SetUp, "OneWayFromUs,SlowSetUp")));
    }

    [Test]
    public async Task A_canary_has_its_last_result_and_the_days_count()
    {
        await Trunks.SaveCanariesAsync([Canary()], Deadline);
        await Trunks.AddAsync(Result(-2000), Deadline);
        await Trunks.AddAsync(Result(-10), Deadline);
        var last = Result(-5, CanaryFault.NoAnswer);
        await Trunks.AddAsync(last, Deadline);
        var canary = (await Queries.ListCanariesAsync(null, null, Now.AddDays(-1), Deadline)).Single();
        Assert.That((canary.Last?.Id, canary.Results, canary.Good), Is.EqualTo((last.Id, 2, 1)));
    }

    [Test]
    public async Task An_alarm_that_stands_is_not_raised_again_and_one_that_was_cleared_is()
    {
        await Trunks.SaveCanariesAsync([Canary()], Deadline);
        await Trunks.RaiseAsync(Alarm(1), Deadline);
        await Trunks.RaiseAsync(Alarm(2), Deadline);
        Assert.That((await AlarmsAsync()).Select(static a => a.RaisedAt), Is.EqualTo(new[] { Now.AddMinutes(1) }));
        await Trunks.ClearAsync("host1", "carrier", CanaryFault.NoAudio, Now.AddMinutes(3), Deadline);
        Assert.That(await AlarmsAsync(), Is.Empty);
        await Trunks.RaiseAsync(Alarm(4), Deadline);
        Assert.That((await AlarmsAsync()).Select(static a => a.RaisedAt), Is.EqualTo(new[] { Now.AddMinutes(4) }));
    }

    [Test]
    public async Task Retention_deletes_what_is_older_and_no_alarm_that_stands()
    {
        await Trunks.SaveCanariesAsync([Canary()], Deadline);
        await Trunks.AddAsync(Result(-10), Deadline);
        await Trunks.AddAsync(Result(10), Deadline);
        await Trunks.RaiseAsync(Alarm(-10), Deadline);
        Assert.That(await Trunks.DeleteBeforeAsync(Now, Deadline), Is.EqualTo(1));
        Assert.That(((await Queries.ListResultsAsync("carrier", null, 10, Deadline)).Items.Count, (await AlarmsAsync()).Count), Is.EqualTo((1, 1)));
    }

    private async Task<IReadOnlyList<CanaryAlarm>> AlarmsAsync() => (await Queries.ListCanariesAsync(null, null, Now, Deadline)).Single().Alarms;
}
