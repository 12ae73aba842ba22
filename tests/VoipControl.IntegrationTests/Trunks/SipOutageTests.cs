using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using VoipControl.Core.Trunks;
using VoipControl.Pbx.Sip;
using VoipControl.Sip.Phone;
using VoipControl.Sip.Rtp;
using VoipControl.Store;
using VoipControl.Store.Trunks;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.Trunks;

/// <summary>Role sip while MySQL is away: it goes on looking and calling, and what it saw arrives later.</summary>
[NonParallelizable]
public sealed class SipOutageTests
{
    private const string Up = "voipcontrol_target_up";
    private const string Alarm = "voipcontrol_canary_alarm";
    private const string NoAnswer = "fault=\"NoAnswer\"";

    private MariaDbServer _server = null!;

    [OneTimeSetUp]
    public async Task StartServerAsync()
    {
        if (MariaDbServer.WhyAbsent is { } reason && !MariaDbServer.IsRequired) Assert.Ignore(reason);
        _server = await MariaDbServer.StartNewAsync();
    }

    [OneTimeTearDown]
    public async Task EndServerAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    [SetUp]
    public Task ServerIsThereAsync() => _server.StartAsync();

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_is_seen_while_MySQL_is_away_arrives_when_it_is_back(bool kill)
    {
        var at = OptionsPeer.FreePort();
        var trunk = SipRoleLab.Target("carrier", $"sip:{at}");
        trunk["Canary"] = new { To = "100", Mode = "Echo", IntervalMinutes = 60, HoldSeconds = 1, AnswerSeconds = 2 };
        await using var role = await SipRoleLab.StartAsync(
            new() { ["ListenAddress"] = "127.0.0.1", ["AlarmAfter"] = 1, ["ClearAfter"] = 1, ["Trunks"] = new[] { trunk } }, _server);
        await using (await EchoAsync(at))
        {
            await role.HistoryBecomesAsync("carrier", "Up");
            await role.AlarmsBecomeAsync("carrier");
            await _server.StopAsync(kill);
        }
        await role.MetricBecomesAsync(0, Up);
        await role.MetricBecomesAsync(1, Alarm, NoAnswer);
        await using (await EchoAsync(at))
        {
            await role.MetricBecomesAsync(1, Up);
            await role.MetricBecomesAsync(0, Alarm, NoAnswer);
        }
        await role.MetricBecomesAsync(1, Alarm, NoAnswer);
        await role.MetricBecomesAsync(0, Up);
        Assert.That(await role.MetricAsync("voipcontrol_sip_history_waiting"), Is.GreaterThanOrEqualTo(6), "three changes and three alarms, raised or cleared");
        await _server.StartAsync();
        await role.HistoryBecomesAsync("carrier", "Up Down Up Down");
        await role.AlarmsBecomeAsync("carrier", "NoAnswer");
        await using (await EchoAsync(at))
        {
            await role.AlarmsBecomeAsync("carrier");
            await role.HistoryBecomesAsync("carrier", "Up Down Up Down Up");
        }
        Assert.That(await role.MetricAsync("voipcontrol_sip_history_dropped_total") ?? 0, Is.Zero);
    }

    [Test]
    public async Task A_role_that_starts_while_MySQL_is_away_looks_at_once_and_tells_later()
    {
        var at = OptionsPeer.FreePort();
        await using var peer = await EchoAsync(at);
        // Away once the test's token is made, just before the role starts.
        await using var role = await SipRoleLab.StartAsync(
            new() { ["Trunks"] = new[] { SipRoleLab.Target("carrier", $"sip:{at}") } }, _server, beforeStart: () => _server.StopAsync(kill: true));
        await role.MetricBecomesAsync(1, Up);
        await _server.StartAsync();
        await role.HistoryBecomesAsync("carrier", "Up");
    }

    [Test]
    public async Task What_does_not_fit_the_buffer_is_dropped_the_oldest_first_and_counted()
    {
        const int Limit = 100;
        const int More = 30;
        using var database = await _server.CreateDatabaseAsync();
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = services.GetRequiredService<IMeterFactory>();
        var dropped = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Name == "voipcontrol_sip_history_dropped" && instrument.Meter.Scope == factory) l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref dropped, count));
        listener.Start();
        using var metrics = new SipMetrics(factory);
        var gate = new DatabaseGate();
        gate.Open();
        var history = new SipHistory(new TrunkStore(database), gate, new SipOptions { HistoryLimit = Limit }, metrics, TimeProvider.System, NullLogger<SipHistory>.Instance);
        await _server.StopAsync(kill: true);
        using var end = new CancellationTokenSource();
        var running = history.RunAsync(end.Token);
        for (var i = 0; i < Limit + More; i++) history.Add(Change(i));
        Assert.That((history.Count, dropped), Is.EqualTo((Limit, (long)More)));
        await _server.StartAsync();
        await Poll.UntilAsync("everything is written", TimeSpan.FromSeconds(30), TimeProvider.System, () => history.Count == 0);
        await end.CancelAsync();
        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
        var stored = (await new TrunkQueries(database).ListChangesAsync("carrier", null, 500, CancellationToken.None)).Items;
        Assert.That(stored.Select(static c => c.Reason).Reverse(), Is.EqualTo(Enumerable.Range(More, Limit).Select(static i => $"{i}")));
    }

    private static TargetChange Change(int number) => new()
    {
        Id = Guid.CreateVersion7(),
        Observer = "host1",
        Target = "carrier",
        From = TargetState.Up,
        To = TargetState.Down,
        Reason = $"{number}",
        At = StoreFacts.Start.AddSeconds(number),
    };

    /// <summary>A phone that answers OPTIONS, and each call with the tone that an echo would send back.</summary>
    private static async Task<SipPhone> EchoAsync(IPEndPoint at)
    {
        var phone = new SipPhone(new SipPhoneOptions { Listen = at, User = "far", Sound = static () => new ToneSource(1004), Incoming = IncomingCalls.Answer() }, TimeProvider.System);
        await phone.StartAsync();
        return phone;
    }
}
