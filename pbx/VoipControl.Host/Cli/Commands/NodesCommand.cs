using System.Globalization;
using VoipControl.Host.Cli.Api;
using VoipControl.Host.Cli.Output;

namespace VoipControl.Host.Cli.Commands;

/// <summary>nodes: the switches and how they are.</summary>
internal static class NodesCommand
{
    private sealed record NodeList
    {
        public required IReadOnlyList<NodeLine> Items { get; init; }
    }

    public static CliCommand Create(CliEnvironment environment, ApiOptions api)
    {
        var command = api.AddTo(new CliCommand("nodes",
            "Lists the switches: state, channels in use, last heartbeat. A token of scope admin also sees their addresses.",
            "nodes", "nodes --json"));
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = api.Connect(parsed);
            var answer = await client.GetAsync("nodes", cancellation);
            var nodes = client.Read<NodeList>(answer).Items;
            var screen = new Screen(environment);
            if (api.IsJson(parsed)) screen.Json(answer.WriteTo);
            else if (nodes.Count == 0) screen.Line("No node is known. A process with role pbx writes its nodes when it starts: see Pbx:Nodes in its configuration.");
            else screen.Table(Draw(nodes, environment.Time.GetUtcNow().UtcDateTime));
            return ExitCodes.Done;
        });
        return command;
    }

    private static TableView Draw(IReadOnlyList<NodeLine> nodes, DateTime now)
    {
        var table = new TableView().With("NODE").With("STATE").With("SESSIONS", right: true).With("ZOMBIES", 3, right: true).With("HEARTBEAT", 1).With("CONNECTED", 4)
            .With("VERSION", 5).With("EVENT SOCKET", 7).With("PBX PROCESS", 8).With("WHY", 2);
        foreach (var node in nodes)
        {
            var sessions = node.Sessions is { } used ? string.Create(CultureInfo.InvariantCulture, $"{used}{(node.MaxSessions is { } most ? $"/{most}" : "")}") : "";
            table.Row(
                node.Name, new Cell(node.State, node.State.Equals("connected", StringComparison.OrdinalIgnoreCase) ? Tone.Good : Tone.Warning), sessions,
                new Cell(node.Zombies.ToString(CultureInfo.InvariantCulture), node.Zombies > 0 ? Tone.Bad : Tone.Plain),
                node.LastHeartbeatAt is { } beat ? Times.Text(now - beat) + " ago" : "", Times.Text(node.ConnectedAt), node.Version, node.EventSocket, node.PbxUrl, node.StateReason);
        }
        return table;
    }
}
