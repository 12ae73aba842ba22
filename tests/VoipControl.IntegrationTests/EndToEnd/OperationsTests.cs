using System.Text.RegularExpressions;
using NUnit.Framework;
using VoipControl.Host;
using VoipControl.IntegrationTests.Pbx;
using VoipControl.IntegrationTests.Web;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.EndToEnd;

/// <summary>What the people and programs that run VoipControl are told.</summary>
public sealed partial class OperationsTests : CallLabFixture
{
    private static readonly string[] RoleLists = [.. Role.All.Select(static r => r.Name), "all"];

    [TestCaseSource(nameof(RoleLists))]
    public async Task Every_role_starts_alone_and_as_all(string roles)
    {
        await StartLabAsync();
        await Calls.StartPlaneAsync(connected: false, roles);
        var expected = roles == "all" ? Role.All.Select(static r => r.Name) : [roles];
        var answer = await GetAsync("/roles");
        Assert.That(answer.Json.GetProperty("roles").EnumerateArray().Select(static r => r.GetString()), Is.EqualTo(expected));
        await Poll.UntilAsync("it is ready", ApiOnLab.Patience, TimeProvider.System, async () => (await GetAsync("/health/ready")).Status == 200);
        Assert.That((await GetAsync("/health/live")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Readiness_names_the_switch_that_is_away_and_commands_on_its_calls_are_answered_503()
    {
        await StartLabAsync(switches: 2);
        Calls.Settings.Pbx["DeadAfterSeconds"] = 60;
        var api = await ApiOnLab.OnAsync(Calls);
        var (id, _) = await api.TalkingAsync(on: Calls.Switches[1]);
        await Calls.Switches[1].Faults.DieAsync();
        await ReadyAsync("one of two switches is away", static r => r.Status == 200 && Check(r, "nodes") is ("degraded", { } reason) && reason.Contains("lab-b is disconnected"));
        var command = await api.SendAsync("POST", $"/api/v1/calls/{id}/hold");
        Assert.That((command.Status, command.Problem, command.Text.Contains("lab-b")), Is.EqualTo((503, "node-away", true)), command.Text);
        var placing = await api.SendAsync("POST", "/api/v1/calls", new { from = "101", to = "102", node = "lab-b" });
        Assert.That((placing.Status, placing.Problem), Is.EqualTo((503, "node-away")), placing.Text);
        var elsewhere = await api.SendAsync("POST", "/api/v1/calls", new { from = "101", to = "102" });
        Assert.That((elsewhere.Status, elsewhere.Json.GetProperty("node").GetString()), Is.EqualTo((202, "lab-a")), elsewhere.Text);
        await Calls.Switches[0].Faults.DieAsync();
        await ReadyAsync("both switches are away", static r => r.Status == 503 && Check(r, "nodes") is ("unhealthy", { } reason) && reason.Contains("lab-a") && reason.Contains("lab-b"));
        Assert.That((await GetAsync("/health/live")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Metrics_are_valid_prometheus_text_and_count_what_happened()
    {
        await StartLabAsync();
        await Calls.StartPlaneAsync(roles: "all");
        await Calls.PlaceAllKindsAsync(rounds: 1, TimeSpan.FromMilliseconds(300), new Random(1));
        await AssertRecordsAsync();
        var answer = await GetAsync("/metrics");
        var lines = answer.Text.Split('\n');
        Assert.Multiple(() =>
        {
            Assert.That(answer.ContentType, Is.EqualTo("text/plain"));
            Assert.That(lines[^1], Is.Empty, "the last line ends too");
            Assert.That(lines[..^1].Where(static l => !Line().IsMatch(l)), Is.Empty);
            Assert.That(lines.Where(static l => l.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(static l => l.Split(' ')[2]), Is.Unique);
            Assert.That(lines.Where(static l => l.Length > 0 && l[0] != '#').Select(static l => l[..l.LastIndexOf(' ')]), Is.Unique);
            Assert.That(Value("voipcontrol_records_total"), Is.GreaterThanOrEqualTo(9));
            Assert.That(Value("""voipcontrol_events_total{node="lab-a"}"""), Is.GreaterThan(50));
            Assert.That(Value("voipcontrol_commit_seconds_count"), Is.GreaterThan(50));
            Assert.That(Value("voipcontrol_calls_live"), Is.Zero);
            Assert.That(Value("""voipcontrol_node_connected{node="lab-a"}"""), Is.EqualTo(1));
            Assert.That(Value("voipcontrol_mysql_away_seconds"), Is.Zero);
        });
        double Value(string series) => double.Parse(lines.Single(l => l.StartsWith(series + " ", StringComparison.Ordinal))[(series.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Test]
    public async Task Internal_endpoints_want_the_shared_secret()
    {
        await StartLabAsync();
        await Calls.StartPlaneAsync(connected: false);
        Assert.That((await GetAsync("/internal/v1/live")).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task A_chunked_body_above_64_KB_is_refused_by_internal_endpoints()
    {
        await StartLabAsync();
        await Calls.StartPlaneAsync(connected: false);
        using var client = new HttpClient { BaseAddress = new Uri(Calls.Settings.Url), Timeout = TimeSpan.FromSeconds(20) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/internal/v1/calls") { Content = new StringContent(new string(' ', 70_000)) };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Add("X-VoipControl-Secret", ControlPlaneSettings.Secret);
        Assert.That((await Reply.ReadAsync(await client.SendAsync(request))).Status, Is.EqualTo(413));
    }

    private static (string?, string?) Check(Reply ready, string name) => ready.Json.GetProperty("checks").GetProperty(name) is var check
        ? (check.GetProperty("status").GetString(), check.GetProperty("reason").GetString()) : default;

    private Task ReadyAsync(string what, Func<Reply, bool> isSo) =>
        Poll.UntilAsync(what, ApiOnLab.Patience, TimeProvider.System, async () => isSo(await GetAsync("/health/ready")));

    private async Task<Reply> GetAsync(string path)
    {
        using var client = new HttpClient { BaseAddress = new Uri(Calls.Settings.Url), Timeout = TimeSpan.FromSeconds(20) };
        return await Reply.ReadAsync(await client.GetAsync(new Uri(path, UriKind.Relative)));
    }

    /// <summary>Prometheus text format 0.0.4: HELP, TYPE, or a sample without a time.</summary>
    [GeneratedRegex("""\A(# HELP [a-zA-Z_:][a-zA-Z0-9_:]* .*|# TYPE [a-zA-Z_:][a-zA-Z0-9_:]* (counter|gauge|histogram|summary|untyped)|[a-zA-Z_:][a-zA-Z0-9_:]*(\{[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\["\\n])*"(,[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\["\\n])*")*\})? (NaN|[+-]Inf|-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]+)?))\z""")]
    private static partial Regex Line();
}
