using System.Collections.Concurrent;
using VoipControl.Lab.Calls;
using VoipControl.Lab.EventSocket;

namespace VoipControl.Lab.Commands;

/// <summary>The API commands by name, and what each answers. Output is what the real one prints (mod_commands.c, mod_sofia.c).</summary>
internal sealed class ApiCommands
{
    private delegate Task<string> AsyncCommand(string argument, CancellationToken cancel);

    private readonly Dictionary<string, AsyncCommand> _commands = new(StringComparer.OrdinalIgnoreCase);
    private readonly FaultCommand _faults;

    public ApiCommands(
        SwitchLife life, LabSwitch owner, EventSocketServer server, ConcurrentDictionary<string, LabEndpoint> endpoints)
    {
        Life = life;
        _faults = new FaultCommand(owner);
        _ = server;
        _ = endpoints;
        Add("lab", _faults.Execute);
    }

    public SwitchLife Life { get; }

    public Task<string> ExecuteAsync(string command, string argument, CancellationToken cancel) =>
        _commands.TryGetValue(command, out var run)
            ? run(argument.Trim(), cancel)
            : Task.FromResult($"-ERR {command} Command not found!\n");

    /// <summary>Does what could not be done before the reply had left.</summary>
    public void AfterReply(string command, string argument)
    {
        if (command.Equals("lab", StringComparison.OrdinalIgnoreCase))
            _faults.AfterReply(argument.Trim());
    }

    /// <summary>Commands that need the core's gate only for a moment.</summary>
    private void Add(string name, Func<string, string> command) => _commands[name] = (argument, _) =>
    {
        lock (Life.Core.Gate)
            return Task.FromResult(command(argument));
    };
}
