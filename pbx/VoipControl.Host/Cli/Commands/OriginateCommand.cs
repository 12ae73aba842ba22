using System.CommandLine;
using VoipControl.Core.Commands;
using VoipControl.Host.Cli.Api;
using VoipControl.Host.Cli.Output;

namespace VoipControl.Host.Cli.Commands;

/// <summary>call originate: click to call.</summary>
internal static class OriginateCommand
{
    public static CliCommand Create(CliEnvironment environment, ApiOptions api)
    {
        var from = new Argument<string>("FROM") { Description = "First party, dialled at once: an extension, TRUNK/NUMBER, or a dial string that the configuration allows." };
        var to = new Argument<string>("TO") { Description = "Second party, dialled when the first has answered." };
        var node = new Option<string?>("--node") { Description = "Node to place it on; otherwise the first connected one.", HelpName = "NODE" };
        var tenant = new Option<string?>("--tenant") { Description = "Whose call it is.", HelpName = "TENANT" };
        var number = new Option<string?>("--caller-id") { Description = "Number shown to both parties.", HelpName = "NUMBER" };
        var name = new Option<string?>("--caller-name") { Description = "Name shown to both parties.", HelpName = "NAME" };
        var timeout = new Option<int?>("--timeout") { Description = "How long each party may ring, 5 to 300 seconds; 30 where none is given.", HelpName = "SECONDS", CustomParser = static r => Parsing.Number(5, 300)(r) };
        var follow = new Option<bool>("--follow") { Description = "Print what happens until the call is over; the exit code is then 0 when it was answered, 1 when it was not. Ctrl-C stops the following, not the call." };
        var command = api.AddTo(new CliCommand("originate", "Places a call: dials FROM and, when that party has answered, TO, and connects them. Prints the call's id.",
            "call originate 1001 1002 --follow", "call originate 1001 gsm1/+996555123456 --caller-id +996312555000 --timeout 45", "call originate 1001 1002 --json # {\"id\":…,\"node\":…}"));
        foreach (var argument in (Argument[])[from, to]) command.Add(argument);
        foreach (var option in (Option[])[node, tenant, number, name, timeout, follow]) command.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = api.Connect(parsed);
            var answer = await client.PostAsync("calls", new OriginateCall
            {
                From = parsed.GetRequiredValue(from),
                To = parsed.GetRequiredValue(to),
                Node = parsed.GetValue(node),
                Tenant = parsed.GetValue(tenant),
                CallerIdNumber = parsed.GetValue(number),
                CallerIdName = parsed.GetValue(name),
                TimeoutSeconds = parsed.GetValue(timeout),
            }, cancellation);
            var placed = client.Read<OriginatedCall>(answer);
            var screen = new Screen(environment);
            if (parsed.GetValue(follow))
            {
                screen.Notice($"Call {placed.Id} is being placed on {placed.Node}.");
                return await new CallFollower(environment, client, api.IsJson(parsed)).FollowAsync(placed.Id, cancellation);
            }
            if (api.IsJson(parsed))
            {
                screen.Json(answer.WriteTo);
            }
            else
            {
                // The id alone, for `ID=$(voipcontrol call originate …)`.
                screen.Line(placed.Id.ToString());
                screen.Notice($"The call is being placed on {placed.Node}. Watch it with `voipcontrol call follow {placed.Id}`.");
            }
            return ExitCodes.Done;
        });
        return command;
    }
}
