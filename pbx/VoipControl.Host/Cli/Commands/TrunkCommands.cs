using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using VoipControl.Host.Cli.Api;
using VoipControl.Host.Cli.Output;

namespace VoipControl.Host.Cli.Commands;

/// <summary>trunk and canary: what role sip sees.</summary>
internal static class TrunkCommands
{
    private const string NoTrunk = "No trunk is known. A process with role sip writes what it probes: see Sip:Trunks, Sip:Nodes and Sip:VirtualAddress in its configuration.";
    private const string NoCanary = "No canary is known. A process with role sip places canary calls where a target has one: see Canary in Sip:Trunks of its configuration.";

    public static CliCommand Trunk(CliEnvironment environment, ApiOptions api) => new("trunk", "Shows trunks, gateways, nodes and the virtual address as SIP sees them.", "trunk list", "trunk show carrier")
    {
        List(environment, api, "trunks", "trunk list", "Lists trunks, a line for each host that probes them: state, round trip, loss.", NoTrunk,
            static (client, items, now) => Draw([.. items.Select(client.Read<TrunkLine>)], now)),
        Show(environment, api, "trunks", "trunk show carrier", "Shows one trunk and its state changes, newest first.", static (client, answer, screen, now) =>
        {
            var detail = client.Read<TrunkDetail>(answer);
            screen.Table(Draw([detail.Trunk], now));
            if (detail.Items.Count == 0) return;
            screen.Line("");
            screen.Line("State changes");
            var table = new TableView().With("AT").With("SEEN BY", 2).With("STATE").With("BEFORE", 3).With("WHY", 1);
            foreach (var change in detail.Items) table.Row(Times.Text(change.At), change.Observer, State(change.State), change.Before.ToLowerInvariant(), change.Reason);
            screen.Table(table);
        }),
    };

    public static CliCommand Canary(CliEnvironment environment, ApiOptions api) => new("canary", "Shows canary calls and their alarms.", "canary list", "canary show carrier")
    {
        List(environment, api, "canaries", "canary list", "Lists canaries: last result, alarms that stand, the last day's success.", NoCanary,
            static (client, items, now) => Draw([.. items.Select(client.Read<CanaryLine>)], now)),
        Show(environment, api, "canaries", "canary show carrier", "Shows one canary and its results, newest first.", static (client, answer, screen, now) =>
        {
            var detail = client.Read<CanaryDetail>(answer);
            screen.Table(Draw([.. detail.Canaries], now));
            if (detail.Items.Count == 0) return;
            screen.Line("");
            screen.Line("Results");
            var table = new TableView().With("AT").With("FROM", 3).With("RESULT").With("STATUS", 2, right: true).With("SET-UP", 2, right: true).With("DETAIL", 1);
            foreach (var result in detail.Items)
                table.Row(Times.Text(result.At), result.Observer, Verdict(result), result.Status?.ToString(CultureInfo.InvariantCulture), Times.Text(result.SetUp), result.Detail);
            screen.Table(table);
        }),
    };

    private static CliCommand List(
        CliEnvironment environment, ApiOptions api, string path, string example, string description, string nothing, Func<ApiClient, IReadOnlyList<JsonElement>, DateTime, TableView> draw)
    {
        var command = api.AddTo(new CliCommand("list", description, example, example + " --json"));
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = api.Connect(parsed);
            var answer = await client.GetAsync(path, cancellation);
            var items = client.Read<ItemList>(answer).Items;
            var screen = new Screen(environment);
            if (api.IsJson(parsed)) screen.Json(answer.WriteTo);
            else if (items.Count == 0) screen.Line(nothing);
            else screen.Table(draw(client, items, environment.Time.GetUtcNow().UtcDateTime));
            return ExitCodes.Done;
        });
        return command;
    }

    private static CliCommand Show(
        CliEnvironment environment, ApiOptions api, string path, string example, string description, Action<ApiClient, JsonElement, Screen, DateTime> draw)
    {
        var name = new Argument<string>("NAME") { Description = "Its configured name; `list` shows them." };
        var limit = new Option<int>("--limit") { Description = "Most rows of history, 1 to 500.", HelpName = "N", DefaultValueFactory = static _ => 20, CustomParser = Parsing.Number(1, 500) };
        var command = api.AddTo(new CliCommand("show", description, example, example + " --limit 100", example + " --json"));
        command.Add(name);
        command.Add(limit);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = api.Connect(parsed);
            var answer = await client.GetAsync(string.Create(CultureInfo.InvariantCulture, $"{path}/{Uri.EscapeDataString(parsed.GetRequiredValue(name))}?limit={parsed.GetValue(limit)}"), cancellation);
            var screen = new Screen(environment);
            if (api.IsJson(parsed)) screen.Json(answer.WriteTo);
            else draw(client, answer, screen, environment.Time.GetUtcNow().UtcDateTime);
            return ExitCodes.Done;
        });
        return command;
    }

    private static TableView Draw(IReadOnlyList<TrunkLine> trunks, DateTime now)
    {
        var table = new TableView().With("TRUNK").With("KIND", 5).With("SEEN BY", 2).With("STATE").With("SINCE", 4).With("ROUND TRIP", 3, right: true).With("LONGEST", 6, right: true)
            .With("LOSS", 3, right: true).With("PROBED", 7).With("TENANT", 8).With("URI", 9).With("WHY", 1);
        foreach (var trunk in trunks)
            foreach (var sight in trunk.Observers)
                table.Row(trunk.Name, trunk.Kind.ToLowerInvariant(), sight.Observer, State(sight.State), Times.Text(now - sight.Since), Milliseconds(sight.SmoothedSeconds), Milliseconds(sight.MaxSeconds),
                    string.Create(CultureInfo.InvariantCulture, $"{sight.LossPercent:0.#} %"), sight.LastProbeAt is { } probe ? Times.Text(now - probe) + " ago" : "never", trunk.Tenant, sight.Uri, sight.Reason);
        return table;
    }

    private static TableView Draw(IReadOnlyList<CanaryLine> canaries, DateTime now)
    {
        var table = new TableView().With("CANARY").With("FROM", 3).With("MODE", 5).With("LAST").With("WHEN", 2).With("ALARMS").With("LAST DAY", 4, right: true).With("NEXT", 6).With("TENANT", 7)
            .With("CALLS", 8).With("DETAIL", 1);
        foreach (var canary in canaries)
            table.Row(canary.Name, canary.Observer, canary.Mode.ToLowerInvariant(), canary.Last is { } last ? Verdict(last) : new Cell("none yet", Tone.Faint),
                canary.Last is { } result ? Times.Text(now - result.At) + " ago" : "", new Cell(string.Join(", ", canary.Alarms.Select(static a => Spaced(a.Fault))), Tone.Bad),
                canary.SuccessRatio is { } ratio ? string.Create(CultureInfo.InvariantCulture, $"{ratio:0.#%} of {canary.Calls}") : "",
                canary.Stale ? new Cell("host silent", Tone.Warning) : Times.Text(canary.NextAt), canary.Tenant, canary.Calling, canary.Last?.Detail);
        return table;
    }

    private static Cell State(string state) => new(state.ToLowerInvariant(), state switch { "Up" => Tone.Good, "Unknown" => Tone.Warning, _ => Tone.Bad });

    private static Cell Verdict(CanaryResultLine result) => result.Good ? new Cell("ok", Tone.Good) : new Cell(string.Join(", ", result.Faults.Select(Spaced)), Tone.Bad);

    private static string Milliseconds(double? seconds) => seconds is { } length ? string.Create(CultureInfo.InvariantCulture, $"{length * 1000:0.0} ms") : "";

    /// <summary>`OneWayFromUs` as `one way from us`.</summary>
    private static string Spaced(string name) => string.Concat(name.Select(static (c, i) => char.IsAsciiLetterUpper(c) ? (i == 0 ? "" : " ") + char.ToLowerInvariant(c) : c.ToString()));

    private sealed record ItemList
    {
        public required IReadOnlyList<JsonElement> Items { get; init; }
    }

    private sealed record TrunkDetail
    {
        public required TrunkLine Trunk { get; init; }
        public required IReadOnlyList<TrunkChangeLine> Items { get; init; }
    }

    private sealed record CanaryDetail
    {
        public required IReadOnlyList<CanaryLine> Canaries { get; init; }
        public required IReadOnlyList<CanaryResultLine> Items { get; init; }
    }
}
