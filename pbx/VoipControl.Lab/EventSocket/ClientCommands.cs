namespace VoipControl.Lab.EventSocket;

/// <summary>
/// What each command does and is answered (parse_command in mod_event_socket.c). Like there, commands are recognised
/// by how they begin, ignoring case.
/// </summary>
internal sealed class ClientCommands(EventSocketClient client, EventSocketServer server)
{
    private bool _logging;

    /// <summary>Answers one command; false = the connection ends after what has been said.</summary>
    public async Task<bool> HandleAsync(ClientCommand command)
    {
        var line = command.Line;
        if (Starts(line, "exit") || Starts(line, "..."))
        {
            client.Reply("+OK bye");
            return Goodbye();
        }
        if (!client.Authenticated)
            return Authenticate(line);
        if (Starts(line, "api "))
        {
            var (name, arg) = Split(line[4..]);
            var result = await server.ExecuteAsync(name, arg, client.Gone).ConfigureAwait(false);
            if (server.Faults.AnswerLate is { Ticks: > 0 } late)
                await Task.Delay(late, server.Time, client.Gone).ConfigureAwait(false);
            client.ApiResponse(result);
            // A fault that cuts the connection waits until its reply has left.
            if (name.Equals("lab", StringComparison.OrdinalIgnoreCase))
                await client.Output.WaitForRoomAsync(0, client.Gone).ConfigureAwait(false);
            server.AfterReply(name, arg);
        }
        else if (Starts(line, "bgapi "))
        {
            Background(command);
        }
        else
        {
            client.Reply(Answer(command));
        }
        return true;
    }

    private bool Authenticate(string line)
    {
        if (!Starts(line, "auth "))
        {
            client.Reply("-ERR command not found");
            return true;
        }
        if (server.Faults.RefuseAuthentication || line[5..] != server.Options.Password)
        {
            client.Reply("-ERR invalid");
            return Goodbye();
        }
        client.Authenticated = true;
        client.Reply("+OK accepted");
        return true;
    }

    private bool Goodbye()
    {
        client.Send("Content-Type: text/disconnect-notice\nContent-Length: 67\n\n"
            + "Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n");
        return false;
    }

    private string Answer(ClientCommand command)
    {
        var line = command.Line;
        if (Starts(line, "filter "))
            return Filter(line[7..]);
        if (Starts(line, "myevents "))
            return "-ERR invalid uuid";
        if (Starts(line, "divert_events"))
            return "-ERR not controlling a session.";
        if (Starts(line, "sendmsg"))
            return $"-ERR invalid session id [{SessionOf(command)}]";
        if (Starts(line, "sendevent"))
            return SendEvent(command);
        if (Starts(line, "log"))
            return Log(line[3..].Trim());
        if (Starts(line, "linger") || Starts(line, "nolinger"))
            return "-ERR not controlling a session";
        if (Starts(line, "nolog"))
            return NoLog();
        if (Starts(line, "event"))
            return Event(line[5..]);
        if (Starts(line, "nixevent"))
            return client.Subscription.Remove(Words(line[8..])) ? "+OK events nixed" : "-ERR no keywords supplied";
        if (Starts(line, "noevents"))
            return client.Subscription.Clear() ? "+OK no longer listening for events" : "-ERR not listening for events";
        return "-ERR command not found";
    }

    private string Event(string arguments)
    {
        var words = Words(arguments);
        var format = words.FirstOrDefault()?.ToLowerInvariant();
        if (format == "xml")
            return "-ERR invalid format";
        if (format is "plain" or "json")
        {
            client.Subscription.Json = format == "json";
            words = words[1..];
        }
        return client.Subscription.Add(words)
            ? $"+OK event listener enabled {(client.Subscription.Json ? "json" : "plain")}"
            : "-ERR no keywords supplied";
    }

    private string Filter(string arguments)
    {
        var (header, value) = Split(arguments.TrimStart(' '));
        if (header.Equals("delete", StringComparison.OrdinalIgnoreCase) && value.Length > 0)
        {
            var (name, what) = Split(value);
            client.Subscription.RemoveFilter(name, what.Length > 0 ? what : null);
            return $"+OK filter deleted. [{name}][{what}]";
        }
        if (header.Equals("add", StringComparison.OrdinalIgnoreCase) && value.Length > 0)
            (header, value) = Split(value);
        if (value.Length == 0)
            return "-ERR invalid syntax";
        client.Subscription.AddFilter(header, value);
        return $"+OK filter added. [{header}]=[{value}]";
    }

    private string Log(string level)
    {
        _logging = true;
        // Nothing is logged to clients; the level is named with its number (switch_log.c).
        string[] names = ["console", "alert", "crit", "err", "warning", "notice", "info", "debug"];
        var number = level.Length == 0 ? 7 : Array.FindIndex(names, n => n.Equals(level, StringComparison.OrdinalIgnoreCase));
        if (number < 0 && (!int.TryParse(level, out number) || number is < 0 or > 10))
            return "-ERR invalid log level";
        return $"+OK log level {level} [{number}]";
    }

    private string NoLog()
    {
        if (!_logging)
            return "-ERR not loging";
        _logging = false;
        return "+OK no longer logging";
    }

    // Accepted, and sent to whoever listens, as the real switch does.
    private string SendEvent(ClientCommand command)
    {
        var core = server.Core;
        lock (core.Gate)
        {
            var id = core.NewUuid();
            var name = command.Line[9..].Trim();
            if (EventNames.IsKnown(name))
            {
                var e = core.NewEvent(
                    name.ToUpperInvariant(), "mod_event_socket.c", "parse_command", 2282,
                    command.Headers.GetValueOrDefault("Event-Subclass", ""));
                foreach (var header in command.Headers.Where(h => h.Key is not ("Event-Subclass" or "Content-Length")))
                    e.Add(header.Key, header.Value);
                e.Add("Event-UUID", id).Body = command.Body;
                core.Fire(e);
            }
            return "+OK " + id;
        }
    }

    private void Background(ClientCommand command)
    {
        var (name, arg) = Split(command.Line[6..]);
        string? job = command.Headers.GetValueOrDefault("Job-UUID");
        var core = server.Core;
        if (string.IsNullOrEmpty(job))
        {
            lock (core.Gate)
                job = core.NewUuid();
        }
        client.Send($"Content-Type: command/reply\nReply-Text: +OK Job-UUID: {job}\nJob-UUID: {job}\n\n");
        server.RunJob(core, job, name, arg);
    }

    private static string SessionOf(ClientCommand command)
    {
        var uuid = command.Line[7..].Trim();
        return uuid.Length > 0 ? uuid : command.Headers.GetValueOrDefault("session-id", "");
    }

    private static bool Starts(string line, string word) => line.StartsWith(word, StringComparison.OrdinalIgnoreCase);

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static (string Head, string Tail) Split(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? (text, "") : (text[..space], text[(space + 1)..]);
    }
}
