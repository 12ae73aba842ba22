using System.Collections.Concurrent;
using System.Globalization;
using VoipControl.Lab.Calls;
using VoipControl.Lab.Channels;
using VoipControl.Lab.Signalling;

namespace VoipControl.Lab.Commands;

/// <summary><c>originate</c>: dials a leg, waits for its answer, gives it an application or an extension (originate_function in mod_commands.c).</summary>
internal sealed class OriginateCommand(SwitchLife life, LabSwitchOptions options, ConcurrentDictionary<string, LabEndpoint> endpoints)
{
    private const string Usage = "-USAGE: <call url> <exten>|&<application_name>(<app_args>) [<dialplan>] [<context>]"
        + " [<cid_name>] [<cid_num>] [<timeout_sec>]\n";

    private readonly SwitchCore _core = life.Core;

    public async Task<string> ExecuteAsync(string argument, CancellationToken cancel)
    {
        var words = Arguments.Split(argument, ' ', 10);
        if (words.Count is < 2 or > 7)
            return Usage;
        var optional = words.Select(w => w.Equals("undef", StringComparison.OrdinalIgnoreCase) ? null : w).ToList();
        var variables = new List<KeyValuePair<string, string>>();
        if (life.Sip is not null)
            return await DialRealAsync(words[0], words[1], optional, cancel).ConfigureAwait(false);
        var dialString = words[0];
        if (!Arguments.TryTakeVariables(ref dialString, '{', '}', variables)
            || !Arguments.TryTakeVariables(ref dialString, '[', ']', variables))
            return "-ERR DESTINATION_OUT_OF_ORDER\n";
        // Of several alternatives the first is tried.
        dialString = dialString.Split(',', '|', '[')[0].Trim();
        var result = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_core.Gate)
        {
            var refused = Start(dialString, words[1], variables, optional, result);
            if (refused is not null)
                return $"-ERR {refused}\n";
        }
        return await result.Task.WaitAsync(cancel).ConfigureAwait(false);
    }

    // Over SIP: every alternative of the dial string counts.
    private async Task<string> DialRealAsync(string text, string target, List<string?> words, CancellationToken cancel)
    {
        if (DialString.Parse(text) is not { } dial)
            return "-ERR DESTINATION_OUT_OF_ORDER\n";
        var variables = dial.Variables.Concat(dial.Rounds[0][0].Variables).ToList();
        string? Variable(string name) => variables.LastOrDefault(v => v.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
        Outdial attempt;
        lock (_core.Gate)
        {
            if (_core.Dead || _core.PausedOutbound)
                return "-ERR SYSTEM_SHUTDOWN\n";
            if (Variable("origination_uuid") is { } chosen && (_core.Find(chosen) is not null || chosen.Length is 0 or > 200))
                return "-ERR DESTINATION_OUT_OF_ORDER\n";
            attempt = new Outdial(life, null, dial, new OutdialOptions
            {
                Timeout = Timeout(At(words, 6), variables),
                Call = new CallTruth { Kind = LabCallKind.Originated, CoreId = _core.CoreId, Tenant = Variable("vc_tenant") },
                CallerIdName = Variable("origination_caller_id_name") ?? At(words, 4) ?? "",
                CallerIdNumber = Variable("origination_caller_id_number") ?? At(words, 5) ?? "0000000000",
            });
            attempt.Begin();
        }
        var result = await attempt.Result.WaitAsync(cancel).ConfigureAwait(false);
        if (result.Leg is not { } leg)
            return $"-ERR {result.Cause}\n";
        life.Clockwork.After(TimeSpan.FromMilliseconds(1), () => Continue(leg, target, words));
        return $"+OK {leg.Uuid}\n";
    }

    private string? Start(
        string dialString, string target, List<KeyValuePair<string, string>> variables, List<string?> words,
        TaskCompletionSource<string> result)
    {
        if (_core.Dead || _core.PausedOutbound)
            return "SYSTEM_SHUTDOWN";
        if (_core.Channels.Count >= options.MaxSessions)
            return "SWITCH_CONGESTION";
        if (Refusal(dialString) is { } cause)
            return cause;
        string? Variable(string name) => variables.LastOrDefault(v => v.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
        var uuid = Variable("origination_uuid") ?? _core.NewUuid();
        // What the real switch answers when the chosen uuid is taken.
        if (_core.Find(uuid) is not null || uuid.Length is 0 or > 200)
            return "DESTINATION_OUT_OF_ORDER";
        var number = Dialling.NumberOf(dialString);
        var leg = life.Steps.Legs.Originated(
            new CallTruth { Kind = LabCallKind.Originated, CoreId = _core.CoreId, Tenant = Variable("vc_tenant") },
            uuid, number, life.Dialling.ChannelNameOf(dialString),
            Variable("origination_caller_id_name") ?? At(words, 4) ?? "",
            Variable("origination_caller_id_number") ?? At(words, 5) ?? "0000000000",
            variables);
        foreach (var variable in variables.Where(v => v.Key.StartsWith("vc_", StringComparison.OrdinalIgnoreCase)))
            leg.Exported[variable.Key] = variable.Value;
        if (dialString.StartsWith("sofia/gateway/", StringComparison.OrdinalIgnoreCase))
            leg.Variables["sip_gateway_name"] = dialString.Split('/')[2];
        if (dialString.StartsWith("user/", StringComparison.OrdinalIgnoreCase))
            leg.Variables["dialed_user"] = number;
        life.Steps.Created(leg);
        Dial(leg, number, target, Timeout(At(words, 6), variables), words, result);
        return null;
    }

    private void Dial(Channel leg, string number, string target, TimeSpan timeout, List<string?> words, TaskCompletionSource<string> result)
    {
        leg.OnFirstResult = text => result.TrySetResult(text);
        var endpoint = life.Dialling.EndpointOf(number);
        if (endpoint.Rings)
            life.Steps.Ring(leg);
        life.Dialling.Resolve(leg, endpoint, () =>
        {
            life.Steps.AnswerOutbound(leg);
            life.Steps.FlipCallerId(leg);
            leg.OnFirstResult = null;
            result.TrySetResult($"+OK {leg.Uuid}\n");
            // The application runs on the leg's own thread, after the reply.
            life.Clockwork.After(TimeSpan.FromMilliseconds(1), () => Continue(leg, target, words));
            if (endpoint.Talk is { } talk)
                life.Clockwork.After(talk, () => life.Ending.End(leg, "NORMAL_CLEARING", byFarEnd: true));
        });
        life.Clockwork.After(timeout, () =>
        {
            if (!leg.Answered)
                life.Ending.End(leg, "NO_ANSWER", byFarEnd: false);
        });
    }

    private void Continue(Channel leg, string target, List<string?> words)
    {
        if (leg.State >= ChannelState.HANGUP)
            return;
        if (target.StartsWith('&') && target.Length > 1)
        {
            var open = target.IndexOf('(', StringComparison.Ordinal);
            var application = open < 0 ? target[1..] : target[1..open];
            var data = open < 0 ? "" : Inner(target, open);
            if (application == "bridge" && leg.Sip is null)
                data = Unwrap(leg, data);
            if (!life.Dialling.Execute(leg, application, data))
                life.Ending.End(leg, "DESTINATION_OUT_OF_ORDER", byFarEnd: false);
            return;
        }
        leg.Enter(ChannelState.EXECUTE);
        leg.Profile.Destination = target;
        leg.Profile.Dialplan = At(words, 2) ?? "XML";
        leg.Profile.Context = At(words, 3) ?? "default";
        life.Dialling.Route(leg, target);
    }

    // Up to the last parenthesis: dial strings and tones have their own.
    private static string Inner(string target, int open)
    {
        var close = target.LastIndexOf(')');
        return close > open ? target[(open + 1)..close] : target[(open + 1)..];
    }

    // Variables of the dialled leg go to it, not to this one.
    private static string Unwrap(Channel leg, string data)
    {
        var variables = new List<KeyValuePair<string, string>>();
        if (!Arguments.TryTakeVariables(ref data, '{', '}', variables) || !Arguments.TryTakeVariables(ref data, '[', ']', variables))
            return data;
        foreach (var (name, value) in variables)
            leg.Exported[name] = value;
        return data;
    }

    private string? Refusal(string dialString)
    {
        var parts = dialString.Split('/');
        if (parts.Length < 2 || parts.Any(p => p.Length == 0))
            return "CHAN_NOT_IMPLEMENTED";
        var number = Dialling.NumberOf(dialString);
        return parts[0].ToLowerInvariant() switch
        {
            "user" when !options.RegisteredUsers.Contains(number) && !endpoints.ContainsKey(number) => "SUBSCRIBER_ABSENT",
            "sofia" when parts.Length < 3 => "INVALID_URL",
            "sofia" when parts[1] == "gateway" && parts[2] != options.Gateway => "INVALID_GATEWAY",
            "user" or "sofia" or "loopback" => null,
            _ => "CHAN_NOT_IMPLEMENTED",
        };
    }

    private static TimeSpan Timeout(string? word, List<KeyValuePair<string, string>> variables)
    {
        var text = variables.LastOrDefault(v => v.Key.Equals("originate_timeout", StringComparison.OrdinalIgnoreCase)).Value ?? word;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 86_400
            ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.FromSeconds(60);
    }

    private static string? At(List<string?> words, int index) => index < words.Count ? words[index] : null;
}
