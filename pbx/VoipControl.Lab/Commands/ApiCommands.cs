using System.Collections.Concurrent;
using VoipControl.Lab.Calls;

namespace VoipControl.Lab.Commands;

/// <summary>The API commands by name. Output is what the real ones print (mod_commands.c, mod_sofia.c).</summary>
internal sealed class ApiCommands
{
    private delegate Task<string> AsyncCommand(string argument, CancellationToken cancel);

    private readonly Dictionary<string, AsyncCommand> _commands = new(StringComparer.OrdinalIgnoreCase);
    private readonly FaultCommand _faults;

    public ApiCommands(SwitchLife life, LabSwitch owner, ConcurrentDictionary<string, LabEndpoint> endpoints)
    {
        Life = life;
        _faults = new FaultCommand(owner);
        _commands["lab"] = (argument, _) => Task.FromResult(_faults.Execute(argument));
        _commands["originate"] = new OriginateCommand(life, owner.Options, endpoints).ExecuteAsync;
        AddLegCommands(new UuidCommands(life));
        AddQueries(new ChannelQueries(life.Core), new ShowCommand(life.Core, owner.Faults, life.Sip?.Registrar));
        AddSofia(life.Sip is { } sip ? new SipSofiaCommand(life, sip) : null, new SofiaCommand(life.Core));
        AddCoreCommands(new CoreCommands(life, new UuidCommands(life)));
    }

    public SwitchLife Life { get; }

    public Task<string> ExecuteAsync(string command, string argument, CancellationToken cancel) =>
        _commands.TryGetValue(command, out var run)
            ? run(argument.Trim(' '), cancel)
            : Task.FromResult($"-ERR {command} Command not found!\n");

    /// <summary>Does what could not be done before the reply had left.</summary>
    public void AfterReply(string command, string argument)
    {
        if (command.Equals("lab", StringComparison.OrdinalIgnoreCase))
            _faults.AfterReply(argument.Trim());
    }

    private void AddLegCommands(UuidCommands uuids)
    {
        Add("uuid_kill", uuids.Kill);
        Add("uuid_transfer", uuids.Transfer);
        Add("uuid_bridge", uuids.Bridge);
        Add("uuid_hold", uuids.Hold);
        Add("uuid_park", uuids.Park);
        Add("uuid_answer", uuids.Answer);
        Add("uuid_break", uuids.Break);
        Add("uuid_broadcast", uuids.Broadcast);
        Add("uuid_record", uuids.Record);
        Add("uuid_setvar", uuids.SetVariable);
        Add("uuid_setvar_multi", uuids.SetVariables);
        Add("uuid_send_dtmf", uuids.SendDtmf);
        Add("hupall", uuids.HangUpAll);
    }

    private void AddSofia(SipSofiaCommand? real, SofiaCommand played)
    {
        if (real is null)
        {
            Add("sofia", played.Execute);
            Add("sofia_contact", played.Contact);
            return;
        }
        Add("sofia_contact", real.Contact);
        _commands["sofia"] = (argument, _) => real.ExecuteAsync(argument);
    }

    private void AddQueries(ChannelQueries queries, ShowCommand show)
    {
        Add("uuid_exists", queries.Exists);
        Add("uuid_getvar", queries.GetVariable);
        Add("uuid_dump", queries.Dump);
        Add("uuid_buglist", queries.MediaBugs);
        Add("show", show.Execute);
    }

    private void AddCoreCommands(CoreCommands core)
    {
        Add("version", core.Version);
        Add("status", core.Status);
        Add("uptime", core.Uptime);
        Add("strepoch", core.Epoch);
        Add("global_getvar", core.GlobalVariable);
        Add("module_exists", core.ModuleExists);
        Add("fsctl", core.Control);
        Add("lua", core.Lua);
        Add("switchname", _ => Life.Core.Options.Switchname);
        Add("hostname", _ => Life.Core.Options.Name);
        Add("create_uuid", _ => Life.Core.NewUuid());
        Add("reloadxml", _ => Life.Sip?.Reload() ?? "+OK [Success]\n");
        Add("echo", text => text);
    }

    /// <summary>Commands that need the core's gate only for a moment.</summary>
    private void Add(string name, Func<string, string> command) => _commands[name] = (argument, _) =>
    {
        lock (Life.Core.Gate)
            return Task.FromResult(command(argument));
    };
}
