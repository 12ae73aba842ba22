using NUnit.Framework;
using VoipControl.Core.Trunks;
using VoipControl.Store.Queries;
using VoipControl.Store.Trunks;

namespace VoipControl.IntegrationTests.Web;

public sealed class TrunkTests : WebFixture
{
    private readonly string _name = "t" + Guid.NewGuid().ToString("N");

    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    private TrunkStore Trunks => new(Host.Database);

    private TargetRow Row(string observer = "host1", double agoSeconds = 0, string? tenant = null, string? name = null) => new()
    {
        Observer = observer,
        Target = name ?? _name,
        Kind = TargetKind.Trunk,
        Uri = "sip:10.0.0.1",
        Tenant = tenant,
        State = TargetState.Up,
        Since = Now,
        RoundTrip = TimeSpan.FromMicroseconds(1234),
        LossPercent = 1.25,
        UpdatedAt = Now.AddSeconds(-agoSeconds),
    };

    [Test]
    public async Task A_trunk_is_shown_as_each_host_sees_it()
    {
        await Trunks.SaveStatesAsync([Row(), Row("host2", agoSeconds: 60)], CancellationToken.None);
        var trunk = (await Host.GetAsync($"/api/v1/trunks/{_name}")).Json.GetProperty("trunk");
        var sights = trunk.GetProperty("observers").EnumerateArray().Select(s => (s.GetProperty("observer").GetString(), s.GetProperty("state").GetString())).ToList();
        Assert.That(sights, Is.EqualTo(new[] { ("host1", "Up"), ("host2", "Unknown") }));
        Assert.That(trunk.GetProperty("observers")[0].GetProperty("roundTripSeconds").GetDouble(), Is.EqualTo(0.001234));
    }

    [Test]
    public async Task Addresses_are_for_admins()
    {
        await Trunks.SaveStatesAsync([Row()], CancellationToken.None);
        var reading = await Host.CreateTokenAsync(ApiScope.Read);
        Assert.That(((await Host.GetAsync("/api/v1/trunks")).Text.Contains("sip:10.0.0.1", StringComparison.Ordinal), (await Host.GetAsync("/api/v1/trunks", reading)).Text.Contains("sip:10.0.0.1", StringComparison.Ordinal)), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task A_tenants_token_sees_no_trunk_of_others()
    {
        var own = "own" + Guid.NewGuid().ToString("N");
        await Trunks.SaveStatesAsync([Row(), Row(tenant: own, name: own)], CancellationToken.None);
        var token = await Host.CreateTokenAsync(ApiScope.Read, own);
        Assert.That((await Host.GetAsync("/api/v1/trunks", token)).Ids("name"), Is.EqualTo(new[] { own }));
        Assert.That((await Host.GetAsync($"/api/v1/trunks/{_name}", token)).Problem, Is.EqualTo("no-such-trunk"));
    }

    [Test]
    public async Task The_history_is_paged_newest_first()
    {
        await Trunks.SaveStatesAsync([Row()], CancellationToken.None);
        for (var i = 0; i < 3; i++)
            await Trunks.AddAsync(new TargetChange { Id = Guid.NewGuid(), Observer = "host1", Target = _name, From = TargetState.Up, To = TargetState.Down, Reason = $"{i}", At = Now }, CancellationToken.None);
        var first = await Host.GetAsync($"/api/v1/trunks/{_name}?limit=2");
        var second = await Host.GetAsync($"/api/v1/trunks/{_name}?limit=2&cursor={first.Next}");
        Assert.That(string.Concat(first.Ids("reason").Concat(second.Ids("reason"))), Is.EqualTo("210"));
    }

    [Test]
    public async Task A_canary_is_shown_with_result_alarm_and_ratio()
    {
        await Trunks.SaveCanariesAsync([new CanaryRow { Observer = "host1", Name = _name, Kind = TargetKind.Trunk, Mode = CanaryMode.Echo, To = "sip:1@a", UpdatedAt = Now }], CancellationToken.None);
        foreach (var faults in new CanaryFault[][] { [], [CanaryFault.NoAudio] })
            await Trunks.AddAsync(new CanaryResult { Id = Guid.CreateVersion7(), Observer = "host1", Canary = _name, Mode = CanaryMode.Echo, At = Now, Faults = faults, Detail = "words" }, CancellationToken.None);
        await Trunks.RaiseAsync(new CanaryAlarm { Id = Guid.NewGuid(), Observer = "host1", Canary = _name, Fault = CanaryFault.NoAudio, Detail = "silence", RaisedAt = Now }, CancellationToken.None);
        var canary = (await Host.GetAsync($"/api/v1/canaries/{_name}")).Json;
        var shown = canary.GetProperty("canaries")[0];
        Assert.That((shown.GetProperty("successRatio").GetDouble(), shown.GetProperty("alarms")[0].GetProperty("fault").GetString(), shown.GetProperty("last").GetProperty("good").GetBoolean(), canary.GetProperty("items").GetArrayLength()),
            Is.EqualTo((0.5, "NoAudio", false, 2)));
    }

    [TestCase("trunks/nobody", 404, "no-such-trunk")]
    [TestCase("canaries/nobody", 404, "no-such-canary")]
    [TestCase("trunks?state=up", 400, "invalid-request")]
    [TestCase("canaries?x=1", 400, "invalid-request")]
    [TestCase("trunks/a?limit=0", 400, "invalid-request")]
    [TestCase("canaries/a?cursor=zzz", 400, "invalid-request")]
    public async Task What_is_wrong_is_told(string path, int status, string problem)
    {
        var reply = await Host.GetAsync("/api/v1/" + path);
        Assert.That((reply.Status, reply.Problem), Is.EqualTo((status, problem)));
    }

    [TestCase("trunks")]
    [TestCase("trunks/a")]
    [TestCase("canaries")]
    [TestCase("canaries/a")]
    public async Task Without_a_token_nothing_is_told(string path) =>
        Assert.That((await Host.GetAsync("/api/v1/" + path, token: "")).Status, Is.EqualTo(401));
}
