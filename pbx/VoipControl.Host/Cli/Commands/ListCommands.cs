using System.CommandLine;
using VoipControl.Core.Calls;
using VoipControl.Host.Cli.Api;
using VoipControl.Host.Cli.Output;
using VoipControl.Store.Queries;

namespace VoipControl.Host.Cli.Commands;

/// <summary>calls and records: the two lists that are read page by page.</summary>
internal static class ListCommands
{
    public static CliCommand Calls(CliEnvironment environment, ApiOptions api)
    {
        var live = new Option<bool>("--live") { Description = "Only calls going on." };
        var ended = new Option<bool>("--ended") { Description = "Only calls that are over." };
        var state = new Option<CallState?>("--state")
        {
            Description = "Only calls in this state.",
            HelpName = string.Join('|', Enum.GetNames<CallState>().Select(static n => n.ToLowerInvariant())),
            CustomParser = Parsing.Name<CallState>,
        };
        var command = api.AddTo(new CliCommand("calls",
            "Lists calls, newest first: those going on and those that are over. For the records of ended calls see `records`.",
            "calls --live # what goes on now", "calls --number +996555123456 --from 2h # a caller's calls of the last two hours",
            "calls --number '+99655*' --from yesterday --to today", "calls --state talking --json"));
        command.Add(live);
        command.Add(ended);
        command.Add(state);
        command.Validators.Add(result =>
        {
            if ((result.GetValue(live) ? 1 : 0) + (result.GetValue(ended) ? 1 : 0) + (result.GetResult(state) is { Implicit: false } ? 1 : 0) > 1) result.AddError("Only one of --live, --ended and --state can be given.");
        });
        var list = new ListOptions(environment, command, "start");
        command.SetAction(async (parsed, cancellation) =>
        {
            var what = parsed.GetValue(live) ? "live" : parsed.GetValue(ended) ? "ended" : parsed.GetValue(state)?.ToString();
            using var client = api.Connect(parsed);
            var found = await list.ReadAsync(client, parsed, "calls", ("state", what), cancellation);
            var calls = found.Items.Select(client.Read<CallView>).ToList();
            return found.Show(environment, api.IsJson(parsed), Draw(calls, environment.Time.GetUtcNow().UtcDateTime),
                what == "live" ? "No call goes on. Place one with `voipcontrol call originate FROM TO`."
                    : "No call matches. Ask for more with fewer filters or an earlier --from; `voipcontrol nodes` tells whether the switches are connected.");
        });
        return command;
    }

    public static CliCommand Records(CliEnvironment environment, ApiOptions api)
    {
        var outcome = new Option<Outcome?>("--outcome")
        {
            Description = "Only calls that ended so.",
            HelpName = string.Join('|', Enum.GetNames<Outcome>().Select(static n => n.ToLowerInvariant())),
            CustomParser = Parsing.Name<Outcome>,
        };
        var command = api.AddTo(new CliCommand("records",
            "Lists call detail records, newest first: the one record that each call leaves when it is over.",
            "records --from today # today's calls", "records --outcome abandoned --from 7d --all --json > lost.json", "records --tenant acme --limit 200"));
        command.Add(outcome);
        var list = new ListOptions(environment, command, "end");
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = api.Connect(parsed);
            var found = await list.ReadAsync(client, parsed, "records", ("outcome", parsed.GetValue(outcome)?.ToString()), cancellation);
            return found.Show(environment, api.IsJson(parsed), Draw([.. found.Items.Select(client.Read<CallRecord>)]),
                "No record matches. A call's record appears when the call is over: `voipcontrol calls --live` shows those that go on.");
        });
        return command;
    }

    private static TableView Draw(List<CallView> calls, DateTime now)
    {
        var table = new TableView().With("CALL").With("STARTED", 1).With("STATE").With("FROM").With("TO").With("LASTED", 2, right: true).With("TALK", 3, right: true)
            .With("NODE", 4).With("WAY", 6).With("TENANT", 7).With("TRUNK", 8).With("NOTE", 5);
        foreach (var call in calls)
        {
            table.Row(call.Id.ToString(), Times.Text(call.StartedAt), Words.State(call), Words.Of(call.Caller), Words.Of(call.Callee),
                Times.Text((call.EndedAt ?? now) - call.StartedAt), call.State == CallState.Ended ? Times.Text(call.Talk) : "",
                call.Node, Words.Lower(call.Direction), call.Tenant, call.Trunk, CallReport.Notes(call.EndInferred, call.Recovered, call.Purpose));
        }
        return table;
    }

    private static TableView Draw(List<CallRecord> records)
    {
        var table = new TableView().With("CALL").With("ENDED", 1).With("OUTCOME").With("FROM").With("TO").With("WAIT", 3, right: true).With("TALK", 2, right: true)
            .With("ENDED BY", 6).With("CAUSE", 7).With("NODE", 4).With("WAY", 8).With("TENANT", 9).With("NOTE", 5);
        foreach (var record in records)
        {
            table.Row(record.CallId.ToString(), Times.Text(record.EndedAt), new Cell(Words.Of(record.Outcome), Words.ToneOf(record.Outcome)), Words.Of(record.Caller), Words.Of(record.Callee),
                Times.Text(record.Wait), Times.Text(record.Talk), Words.Lower(record.EndedBy), record.Cause, record.Node, Words.Lower(record.Direction), record.Tenant,
                CallReport.Notes(record.EndInferred, record.Recovered, record.Purpose));
        }
        return table;
    }
}
