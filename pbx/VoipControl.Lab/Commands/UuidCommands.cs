using VoipControl.Lab.Calls;
using VoipControl.Lab.Channels;

namespace VoipControl.Lab.Commands;

/// <summary>The uuid_ commands that change a leg (mod_commands.c). Callers hold <see cref="SwitchCore.Gate"/>.</summary>
internal sealed class UuidCommands(SwitchLife life)
{
    private const string NoChannel = "-ERR No such channel!\n";
    private const string Ok = "+OK\n";
    private const string Success = "+OK Success\n";

    private readonly SwitchCore _core = life.Core;

    public string Kill(string argument)
    {
        if (argument.Length == 0)
            return "-USAGE: <uuid> [cause]\n";
        var space = argument.IndexOf(' ', StringComparison.Ordinal);
        var uuid = space < 0 ? argument : argument[..space];
        if (Find(uuid) is not { } c)
            return NoChannel;
        life.Ending.End(c, HangupCauses.Parse(space < 0 ? null : argument[(space + 1)..].Trim()), byFarEnd: false);
        return Ok;
    }

    public string Transfer(string argument)
    {
        var words = Arguments.Split(argument, ' ', 5);
        if (words.Count < 2 || (words[1].StartsWith('-') && words.Count < 3))
            return "-USAGE: <uuid> [-bleg|-both] <dest-exten> [<dialplan>] [<context>]\n";
        if (Find(words[0]) is not { } c)
            return NoChannel;
        var leg = words[1].StartsWith('-') ? words[1][1..].ToLowerInvariant() : "";
        var rest = words[(leg.Length > 0 ? 2 : 1)..];
        var destination = rest[0];
        var dialplan = rest.ElementAtOrDefault(1) ?? (c.Profile.Dialplan.Length > 0 ? c.Profile.Dialplan : "XML");
        var context = rest.ElementAtOrDefault(2) ?? c.Profile.Context;
        if (c is { Answered: false, Inbound: false })
            return "-ERR\n";
        if (leg == "both" && c.Peer is { } other)
        {
            life.Moves.TransferBoth(c, other, destination, dialplan, context);
            Later(() => life.Dialling.Route(other, destination), other);
            Later(() => life.Dialling.Route(c, destination), c);
        }
        else if (leg == "bleg" && c.Peer is { } far)
        {
            life.Moves.TransferFarLeg(c, far, destination, dialplan, context);
            life.Dialling.Route(far, destination);
        }
        else
        {
            CancelDialling(c);
            life.Moves.Transfer(c, destination, dialplan, context);
            Later(() => life.Dialling.Route(c, destination), c);
        }
        return Ok;
    }

    public string Bridge(string argument)
    {
        var words = Arguments.Split(argument, ' ', 4);
        if (words.Count < 2)
            return "-USAGE: <uuid> <other_uuid>\n";
        if (Find(words[0]) is not { Answered: true } a || Find(words[1]) is not { Answered: true } b || a == b)
            return "-ERR Invalid uuid\n";
        if (a.Peer == b)
            return $"+OK {b.Uuid}\n";
        CancelDialling(a);
        CancelDialling(b);
        life.Moves.BridgeExisting(a, b);
        life.Steps.TellPeer(b);
        life.Steps.TellPeer(a);
        return $"+OK {b.Uuid}\n";
    }

    public string Hold(string argument)
    {
        const string Usage = "-USAGE: [off|toggle] <uuid> [<display>]\n";
        const string Failed = "-ERR Operation failed\n";
        var words = Arguments.Split(argument, ' ', 4);
        if (words.Count < 1)
            return Usage + Failed;
        var verb = words[0].ToLowerInvariant();
        var named = verb is "off" or "toggle";
        if ((named ? words.ElementAtOrDefault(1) : words[0]) is not { } uuid || Find(uuid) is not { Answered: true } c)
            return Failed;
        var held = c.CallState == "HELD";
        // Without a bridge there is nobody to hold; what is held already is an error, as is what is not.
        if (verb == "off" || (verb == "toggle" && held))
        {
            if (!held)
                return Failed;
            life.Steps.Unhold(c);
        }
        else
        {
            if (held || c.Peer is null)
                return Failed;
            life.Steps.Hold(c);
        }
        return Success;
    }

    public string Park(string argument)
    {
        if (argument.Length == 0)
            return "-USAGE: <uuid>\n";
        if (Find(argument) is not { } c)
            return NoChannel;
        if (c.Parked)
            return Ok;
        CancelDialling(c);
        life.Moves.Transfer(c, "park", "inline", c.Profile.Context);
        life.Dialling.Execute(c, "park", "");
        return Ok;
    }

    public string Broadcast(string argument)
    {
        var words = Arguments.Split(argument, ' ', 4);
        if (words.Count < 2)
            return "-USAGE: <uuid> <path> [aleg|bleg|holdb|both]\n";
        if (Find(words[0]) is not { } c)
            return "-ERR invalid uuid\n";
        var path = words[1];
        var legs = (words.ElementAtOrDefault(2) ?? "aleg") switch
        {
            "both" when c.Peer is { } peer => [c, peer],
            "bleg" when c.Peer is { } peer => [peer],
            _ => (Channel[])[c],
        };
        foreach (var leg in legs)
        {
            if (leg.Sip is not null)
            {
                // A file that cannot be played is the leg's own failure; the command was sent.
                life.Sip!.Broadcasts.Play(leg, path);
                continue;
            }
            life.Steps.Playback(leg, path, start: true);
            life.Clockwork.After(TimeSpan.FromMilliseconds(600), () => life.Dialling.StopPlayback(leg, path));
        }
        return "+OK Message sent\n";
    }

    public string Answer(string argument)
    {
        if (argument.Length == 0)
            return "-USAGE: <uuid>\n";
        if (Find(argument) is not { } c)
            return NoChannel;
        if (c is { Answered: false, Inbound: true })
            life.Steps.AnswerInbound(c);
        return Ok;
    }

    /// <summary>Ends what is played to a leg (uuid_break).</summary>
    public string Break(string argument)
    {
        var words = Arguments.Split(argument, ' ', 2);
        if (words.Count == 0)
            return "-USAGE: <uuid> [all]\n";
        if (Find(words[0]) is not { } c)
            return NoChannel;
        c.Sip?.StopPlaying();
        return Ok;
    }

    public string Record(string argument)
    {
        const string Usage = "-USAGE: <uuid> [start|stop|mask|unmask] <path> [<limit>] [<recording_vars>]\n";
        var words = Arguments.Split(argument, ' ', 5);
        if (words.Count < 3)
            return Usage;
        if (Find(words[0]) is not { } c)
            return "-ERR Cannot locate session!\n";
        var path = words[2];
        var running = c.Recordings.FirstOrDefault(r => r.Path == path);
        switch (words[1].ToLowerInvariant())
        {
            case "start":
                // One file has one writer; without media there is nothing to write.
                if (running is not null || !c.HasMedia)
                    return "-ERR Cannot record session!\n";
                return life.Steps.StartRecording(c, path, fromDialplan: false) ? Success : "-ERR Cannot record session!\n";
            case "stop":
                if (path.Equals("all", StringComparison.OrdinalIgnoreCase) && c.Recordings.Count > 0)
                {
                    foreach (var each in c.Recordings.ToList())
                        life.Steps.StopRecording(c, each);
                    return Success;
                }
                if (running is null)
                    return "-ERR Cannot stop record session!\n";
                life.Steps.StopRecording(c, running);
                return Success;
            case "mask" or "unmask":
                var masked = words[1].Equals("mask", StringComparison.OrdinalIgnoreCase);
                if (running is null)
                    return $"-ERR Cannot {(masked ? "mask" : "unmask")} recording session!\n";
                running.Masked = masked;
                running.File?.Mask(masked);
                return Success;
            default:
                return Usage;
        }
    }

    public string SetVariable(string argument)
    {
        const string Usage = "-USAGE: <uuid> <var> [value]\n";
        var parts = argument.Split(' ', 3);
        if (parts.Length < 2)
            return Usage;
        if (Find(parts[0]) is not { } c)
            return NoChannel;
        if (parts[1].Length == 0)
            return "-ERR No variable specified\n";
        c.Variables[parts[1]] = parts.ElementAtOrDefault(2) ?? "";
        return Ok;
    }

    public string SetVariables(string argument)
    {
        const string Usage = "-USAGE: <uuid> <var>=<value>;<var>=<value>...\n";
        var space = argument.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
            return argument.Length == 0 ? Usage : "";
        if (Find(argument[..space]) is not { } c)
            return NoChannel + Usage;
        var set = 0;
        foreach (var pair in Arguments.Split(argument[(space + 1)..], ';', 64))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? pair : pair[..equals];
            if (name.Length == 0)
                continue;
            c.Variables[name] = equals < 0 ? "" : pair[(equals + 1)..];
            set++;
        }
        return set > 0 ? Ok : "-ERR No variable specified\n" + Usage;
    }

    public string SendDtmf(string argument)
    {
        var words = argument.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2)
            return "-USAGE: <uuid> <dtmf_data>\n";
        if (Find(words[0]) is not { } c)
            return "-ERR Cannot locate session!\n";
        if (!words[1].All(d => char.IsAsciiDigit(d) || "*#ABCDabcdwWFf@+".Contains(d, StringComparison.Ordinal)))
            return "-ERR Operation failed\n";
        c.Variables["last_dtmf_duration"] = "1500";
        c.Sip?.SendDigits(words[1]);
        return $"+OK {c.Uuid} sent DTMF {words[1]}.\n";
    }

    public string HangUpAll(string argument)
    {
        var words = Arguments.Split(argument, ' ', 10);
        var cause = HangupCauses.Parse(words.ElementAtOrDefault(0), "MANAGER_REQUEST");
        var name = words.ElementAtOrDefault(1);
        var value = words.ElementAtOrDefault(2);
        foreach (var c in _core.Channels.Values.ToList())
        {
            if (name is null || value is null || c.Variables[name] == value)
                life.Ending.End(c, cause, byFarEnd: false);
        }
        return name is null || value is null
            ? $"+OK hangup all channels with cause {cause}\n"
            : $"+OK hangup all channels matching [{name}]=[{value}] with cause: {cause}\n";
    }

    private Channel? Find(string uuid) => _core.Find(uuid) is { State: < ChannelState.HANGUP } c ? c : null;

    // A leg that is moved away no longer waits for the leg it dialled.
    private void CancelDialling(Channel c)
    {
        foreach (var b in _core.Channels.Values.Where(b => b.DialledFor == c).ToList())
        {
            b.Outdial?.Stop();
            b.DialledFor = null;
            life.Ending.End(b, "ORIGINATOR_CANCEL", byFarEnd: false);
        }
    }

    // The leg's own thread runs its new application a moment after the reply.
    private void Later(Action step, Channel c) => life.Clockwork.After(TimeSpan.FromMilliseconds(1), () =>
    {
        if (c.State < ChannelState.HANGUP)
            step();
    });
}
