using System.CommandLine;
using VoipControl.Core.Calls;
using VoipControl.Core.Commands;
using VoipControl.Host.Cli.Api;
using VoipControl.Host.Cli.Output;

namespace VoipControl.Host.Cli.Commands;

/// <summary>call: one call looked at, placed, or told to do something.</summary>
internal static class CallCommand
{
    public static CliCommand Create(CliEnvironment environment, ApiOptions api)
    {
        var command = new CliCommand("call", "Looks at one call, places one, or tells one what to do.",
            "call show 5b1f0c9e-7f0e-4a57-9c39-0f6f0c1f7a11", "call originate 1001 1002 --follow", "call hangup 5b1f0c9e-7f0e-4a57-9c39-0f6f0c1f7a11")
        {
            Show(environment, api),
            OriginateCommand.Create(environment, api),
            Follow(environment, api),
            HangUp(environment, api),
            Transfer(environment, api),
            OnLeg(environment, api, "hold", "Puts a party on hold.", static leg => new HoldCall(leg), "The party is put on hold."),
            OnLeg(environment, api, "unhold", "Takes a party off hold.", static leg => new UnholdCall(leg), "The hold ends."),
            OnLeg(environment, api, "park", "Lets a party wait in park.", static leg => new ParkCall(leg), "The party is put in park."),
            Dtmf(environment, api),
            Record(environment, api),
        };
        return command;
    }

    private const string SampleId = "5b1f0c9e-7f0e-4a57-9c39-0f6f0c1f7a11";

    internal static Argument<CallId> IdArgument() => new("ID") { Description = "The call's id; `calls` lists them.", CustomParser = Parsing.Call };

    private static CliCommand Show(CliEnvironment environment, ApiOptions api)
    {
        var id = IdArgument();
        var command = api.AddTo(new CliCommand("show", "Shows one call: who, when, how it stands, its legs, holds, transfers, recordings, and its timeline.",
            $"call show {SampleId}", $"call show {SampleId} --json"));
        command.Add(id);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = api.Connect(parsed);
            var answer = await client.GetAsync($"calls/{parsed.GetRequiredValue(id)}", cancellation);
            var story = client.Read<CallStory>(answer);
            if (api.IsJson(parsed)) new Screen(environment).Json(answer.WriteTo);
            else new CallReport(environment).Show(story);
            return ExitCodes.Done;
        });
        return command;
    }

    private static CliCommand Follow(CliEnvironment environment, ApiOptions api)
    {
        var id = IdArgument();
        var command = api.AddTo(new CliCommand("follow",
            "Prints what happens in a call, line by line, until it is over. Ends with 0 when the call was answered, with 1 when it was not. Ctrl-C stops the following, not the call.",
            $"call follow {SampleId}"));
        command.Add(id);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = api.Connect(parsed);
            return await new CallFollower(environment, client, api.IsJson(parsed)).FollowAsync(parsed.GetRequiredValue(id), cancellation);
        });
        return command;
    }

    private static CliCommand HangUp(CliEnvironment environment, ApiOptions api)
    {
        var id = IdArgument();
        var cause = new Option<string?>("--cause") { Description = "Hang-up cause for the record; NORMAL_CLEARING where none is given.", HelpName = "CAUSE" };
        var command = api.AddTo(new CliCommand("hangup", "Ends a call: every leg of it.", $"call hangup {SampleId}", $"call hangup {SampleId} --cause CALL_REJECTED"));
        command.Add(id);
        command.Add(cause);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = api.Connect(parsed);
            var query = parsed.GetValue(cause) is { } name ? "?cause=" + Uri.EscapeDataString(name) : "";
            var answer = await client.DeleteAsync($"calls/{parsed.GetRequiredValue(id)}{query}", cancellation);
            return Told(environment, api.IsJson(parsed), client, answer, "The call is hung up.");
        });
        return command;
    }

    private static CliCommand Transfer(CliEnvironment environment, ApiOptions api)
    {
        var to = new Argument<string>("TO") { Description = "Extension or number." };
        var callee = new Option<bool>("--callee") { Description = "Hand on the called party; otherwise it is the caller. The other one is let go." };
        var context = new Option<string?>("--context") { Description = "Dialplan context; otherwise the leg's own.", HelpName = "CONTEXT" };
        return Acting(environment, api, "transfer", "Hands a party on, blind, to another number.", [to, callee, context],
            parsed => new TransferCall(parsed.GetRequiredValue(to), parsed.GetValue(callee) ? CallSide.Callee : CallSide.Caller, parsed.GetValue(context)),
            parsed => $"The {(parsed.GetValue(callee) ? "callee" : "caller")} is handed on to {parsed.GetRequiredValue(to)}.",
            $"call transfer {SampleId} 1002 # the caller goes on to 1002", $"call transfer {SampleId} 1002 --callee --context lab");
    }

    private static CliCommand Dtmf(CliEnvironment environment, ApiOptions api)
    {
        var digits = new Argument<string>("DIGITS") { Description = "1 to 64 of 0-9, A-D, * and #; w waits half a second, W a second." };
        var leg = LegOption();
        return Acting(environment, api, "dtmf", "Sends digits to a party.", [digits, leg],
            parsed => new SendDtmf(parsed.GetRequiredValue(digits), parsed.GetValue(leg)), static _ => "The digits are sent.", $"call dtmf {SampleId} '1w23#'");
    }

    private static CliCommand Record(CliEnvironment environment, ApiOptions api)
    {
        var action = new Argument<RecordAction?>("ACTION")
        {
            Description = "start, stop, mask (silence in the recording while a card number is spoken) or unmask.",
            CustomParser = Parsing.Name<RecordAction>,
        };
        var file = new Option<string?>("--file") { Description = "File name without folders; otherwise made from the call's id.", HelpName = "NAME" };
        return Acting(environment, api, "record", "Starts, stops, masks or unmasks a call's recording.", [action, file],
            parsed => new RecordCall(parsed.GetRequiredValue(action)!.Value, parsed.GetValue(file)), parsed => $"Recording: {Words.Lower(parsed.GetRequiredValue(action)!.Value)}.",
            $"call record {SampleId} start", $"call record {SampleId} mask # before the card number", $"call record {SampleId} unmask");
    }

    private static CliCommand OnLeg<T>(CliEnvironment environment, ApiOptions api, string verb, string description, Func<LegId?, T> body, string done) where T : Core.Commands.CallCommand
    {
        var leg = LegOption();
        return Acting(environment, api, verb, description, [leg], parsed => body(parsed.GetValue(leg)), _ => done,
            $"call {verb} {SampleId}", $"call {verb} {SampleId} --leg 8d0f4a52-6c9b-4c43-b7f8-2f0e2a4be1c7");
    }

    private static CliCommand Acting<T>(
        CliEnvironment environment, ApiOptions api, string verb, string description, Symbol[] more, Func<ParseResult, T> body, Func<ParseResult, string> done,
        params IReadOnlyList<string> examples) where T : Core.Commands.CallCommand
    {
        var id = IdArgument();
        var command = api.AddTo(new CliCommand(verb, description, examples));
        command.Add(id);
        foreach (var symbol in more)
        {
            if (symbol is Argument argument) command.Add(argument);
            else command.Add((Option)symbol);
        }
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = api.Connect(parsed);
            var answer = await client.PostAsync($"calls/{parsed.GetRequiredValue(id)}/{verb}", body(parsed), cancellation);
            return Told(environment, api.IsJson(parsed), client, answer, done(parsed));
        });
        return command;
    }

    private static Option<LegId?> LegOption() => new("--leg") { Description = "Of which leg; otherwise the call's first. `call show` lists them.", HelpName = "LEG", CustomParser = Parsing.Leg };

    private static int Told(CliEnvironment environment, bool json, ApiClient client, System.Text.Json.JsonElement answer, string done)
    {
        var screen = new Screen(environment);
        if (json) screen.Json(answer.WriteTo);
        else screen.Line($"{done} The switch said: {client.Read<CommandResult>(answer).Reply?.Trim()}");
        return ExitCodes.Done;
    }
}
