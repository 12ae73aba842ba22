using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using VoipControl.Host.Cli.Output;
using VoipControl.Lab;

namespace VoipControl.Host.Cli.Commands;

/// <summary>One lab switch as a process.</summary>
internal static class LabCommand
{
    public static CliCommand Create(CliEnvironment environment)
    {
        var name = new Option<string>("--name") { Description = "Name shown in events and lists.", HelpName = "NAME", DefaultValueFactory = static _ => "lab" };
        var listen = new Option<IPEndPoint>("--listen")
        {
            Description = "Address and port of the event socket; port 0 takes any free one.",
            HelpName = "IP:PORT",
            DefaultValueFactory = static _ => new IPEndPoint(IPAddress.Loopback, 8021),
            CustomParser = static result =>
            {
                var text = result.Tokens[0].Value;
                // IPEndPoint.TryParse takes an address without a port, and a number without dots, for an endpoint.
                if (text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text, out var endpoint) && (text.Contains('.', StringComparison.Ordinal) || text[0] == '[')) return endpoint;
                result.AddError($"--listen must be an address and a port, such as 127.0.0.1:8021 or [::1]:8021, not '{text}'.");
                return null!;
            },
        };
        var password = new Option<string?>("--password") { Description = "What a client must send with auth. Better: --password-file.", HelpName = "PW" };
        var passwordFile = new Option<FileInfo?>("--password-file") { Description = "File whose first line is the password.", HelpName = "FILE" };
        var rate = new Option<double>("--rate") { Description = "Calls placed a second, 0 to 1000; 0 places none.", HelpName = "CALLS", DefaultValueFactory = static _ => 0 };
        var cdr = new Option<DirectoryInfo?>("--cdr-dir") { Description = "Folder for <uuid>.cdr.json files, one a leg; made where it is missing.", HelpName = "DIR" };
        var tenant = new Option<string?>("--tenant") { Description = "Tenant of the calls it places.", HelpName = "TENANT" };
        var seed = new Option<int>("--seed") { Description = "The same seed makes the same calls with the same ids. Default: another one each time.", HelpName = "N", DefaultValueFactory = static _ => new Random().Next() };
        var sip = new LabSipArguments();
        var command = new CliCommand("lab",
            "Runs one lab switch: it speaks FreeSWITCH's event socket, plays calls and obeys commands, with --sip takes real calls too, and stands in for a switch in evaluation and tests. Prints a line for each port when it listens and stays until SIGINT or SIGTERM.",
            "lab --password secret --rate 0.5 # a call every two seconds on 127.0.0.1:8021",
            "lab --name b --listen 127.0.0.2:8021 --password-file lab.pw --cdr-dir cdr",
            "lab --password-file lab.pw --sip 127.0.0.1:5060 --dialplans dialplans --phone-password-file phones.pw") { name, listen, password, passwordFile, rate, cdr, tenant, seed };
        sip.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(password) is null == result.GetResult(passwordFile) is null) result.AddError("Give the password of the event socket: either --password or --password-file.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var at = parsed.GetRequiredValue(listen);
            parsed.GetValue(cdr)?.Create();
            return await RunAsync(environment, new LabSwitchOptions
            {
                Name = parsed.GetRequiredValue(name),
                Switchname = parsed.GetRequiredValue(name),
                Address = at.Address,
                Port = at.Port,
                Password = parsed.GetValue(passwordFile) is { } file ? await PasswordAsync(file, cancellation) : parsed.GetValue(password) ?? "",
                Seed = parsed.GetValue(seed),
                CdrDirectory = parsed.GetValue(cdr)?.FullName,
                Tenant = parsed.GetValue(tenant),
                RecordingDirectory = sip.Recordings(parsed) ?? new LabSwitchOptions { Password = "" }.RecordingDirectory,
                Sip = await sip.ReadAsync(parsed, cancellation),
                Traffic = new LabTraffic { CallsPerSecond = parsed.GetValue(rate) },
            }, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment environment, LabSwitchOptions options, CancellationToken cancellation)
    {
        LabSwitch lab;
        try
        {
            lab = new LabSwitch(options, environment.Time);
        }
        catch (ArgumentException e)
        {
            throw CliException.Usage(e.Message, "See `voipcontrol lab --help`.");
        }
        var screen = new Screen(environment);
        await using (lab)
        {
            try
            {
                await lab.StartAsync(cancellation);
                screen.Line($"lab switch {options.Name} listens on {lab.Endpoint}");
                if (lab.SipEndpoint is { } sip) screen.Line($"lab switch {options.Name} takes calls at sip:{sip}");
                await environment.Output.FlushAsync(cancellation);
                await Task.Delay(Timeout.InfiniteTimeSpan, environment.Time, cancellation);
            }
            catch (SocketException e)
            {
                var sip = options.Sip is { } real ? $" or {real.Address}:{real.Port} (SIP)" : "";
                throw CliException.Failed($"{options.Address}:{options.Port}{sip} cannot be listened on: {e.Message}.", "Choose another address or port with --listen or --sip, or end the process that has it.");
            }
            catch (Exception e) when (e is VoipControl.Lab.Configuration.ConfigurationException or VoipControl.Lab.Recovery.CoreDatabaseException)
            {
                throw CliException.Usage(e.Message, "See `voipcontrol lab --help`.");
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // Asked to stop.
            }
        }
        return lab.Errors.Count == 0 ? ExitCodes.Done
            : screen.Fail(ExitCodes.Failed, "The lab switch had faults of its own:", [.. lab.Errors.Take(10).Select(static e => "  " + e.Message)]);
    }

    internal static async Task<string> PasswordAsync(FileInfo file, CancellationToken cancellation, string option = "--password-file")
    {
        if (!file.Exists) throw CliException.Usage($"{option}: there is no file {file.FullName}.");
        if (file.Length > 4096) throw CliException.Usage($"{option}: {file.FullName} has more than 4096 bytes, which is no password.");
        return (await File.ReadAllLinesAsync(file.FullName, cancellation)).FirstOrDefault("").Trim();
    }
}
