using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using VoipControl.Core.Calls;
using VoipControl.Host.Cli.Output;
using VoipControl.Pbx.Probes;

namespace VoipControl.Host.Cli.Commands;

/// <summary>probe: places calls that hear.</summary>
internal static class ProbeCommand
{
    /// <summary>Password of every account that is given without one.</summary>
    private const string PasswordVariable = "VOIPCONTROL_SIP_PASSWORD";

    public static CliCommand Create(CliEnvironment environment)
    {
        var to = new Option<string[]>("--to") { Description = "Whom to call; several in turn. {n} in it is the call's number, {nn} the same with two digits.", HelpName = "sip:NUMBER@HOST:PORT", Required = true };
        var calls = new Option<int>("--calls") { Description = $"Calls to place, 1 to {ProbeOptions.MostCalls}.", HelpName = "N", DefaultValueFactory = static _ => 1, CustomParser = Parsing.Number(1, ProbeOptions.MostCalls) };
        var rate = new Option<double>("--rate") { Description = $"Calls placed a second, up to {ProbeOptions.MostRate}.", HelpName = "R", DefaultValueFactory = static _ => 1, CustomParser = Decimal };
        var hold = Seconds("--hold", "How long an answered call is held, 0.1 to 3600 seconds.", 10);
        var ring = Seconds("--ring-timeout", "How long a call may ring, 1 to 300 seconds.", 30);
        var callee = new Option<IPEndPoint?>("--callee")
        {
            Description = "Answer calls too, with a tone of our own, so that both legs of a call are heard; at the callers' own address, or at another one.",
            HelpName = "IP:PORT",
            Arity = ArgumentArity.ZeroOrOne,
            CustomParser = static r => Endpoint(r, needsPort: true),
        };
        var answer = Seconds("--answer-after", "How long a callee rings before it answers, 0 to 60 seconds.", 0);
        var register = new Option<string[]>("--register") { Description = $"Register this account, to be reached as a telephone; may be given again. Without a password: {PasswordVariable}.", HelpName = "USER:PASSWORD@DOMAIN" };
        var from = new Option<string?>("--from") { Description = $"Who calls, and with which password where one is asked for. Without a password: {PasswordVariable}.", HelpName = "USER:PASSWORD@DOMAIN" };
        var proxy = new Option<IPEndPoint?>("--proxy") { Description = "Send everything there, whatever the domains say.", HelpName = "IP:PORT", CustomParser = static r => Endpoint(r, needsPort: true) };
        var listen = new Option<IPEndPoint?>("--listen") { Description = "Our own address, where it is not to be the one that leads to the first target; without a port any free one.", HelpName = "IP[:PORT]", CustomParser = static r => Endpoint(r, needsPort: false) };
        var header = new Option<string[]>("--header") { Description = "A header for every INVITE; may be given again.", HelpName = "NAME: VALUE" };
        var digits = new Option<string?>("--digits") { Description = "Digits the caller sends a second after the answer.", HelpName = "DIGITS" };
        var pcma = new Option<bool>("--pcma") { Description = "Offer PCMA before PCMU." };
        var gap = new Option<double?>("--max-gap") { Description = "A longer gap in the audio is a fault. Without it gaps are told only.", HelpName = "MS", CustomParser = static r => Decimal(r) };
        var legs = new Option<ProbeLegs?>("--legs") { Description = "Legs to list: all, bad or none. Default: all up to forty, otherwise the bad ones.", HelpName = "all|bad|none", CustomParser = Parsing.Name<ProbeLegs> };
        var config = HostCommands.Config();
        config.Description += " With its Pbx:Secret the calls are marked as test calls and stay out of the customers' figures.";
        var json = new Option<bool>("--json") { Description = "One JSON document with every leg and the summary." };
        var command = new CliCommand("probe",
            "Places calls with a tone on both legs and tells what each leg heard. Follows re-INVITEs, so a call that is taken over by another switch is heard through. "
            + "For each leg: set-up time, packets, loss, jitter, the largest gap and when it was, which tone was heard, and who ended it. "
            + "Ctrl-C ends the calls in order and prints what there is; a second one ends at once. Exit code 0: every call was answered, kept and heard; 1: some was not.",
            "probe --to sip:9196@192.0.2.10 # one call to the echo for ten seconds",
            "probe --to sip:71{nn}@192.0.2.10:5060 --callee 192.0.2.20:5071 --calls 100 --rate 20 --hold 30 # both legs of a hundred calls",
            "probe --to sip:1002@voip.example --proxy 192.0.2.10:5060 --from 1001@voip.example --register 1002@voip.example --callee --digits 42",
            "probe --to sip:7101@192.0.2.10 --callee 192.0.2.20:5071 --max-gap 400 --hold 60 --json > takeover.json");
        foreach (var option in (Option[])[to, calls, rate, hold, ring, callee, answer, register, from, proxy, listen, header, digits, pcma, gap, legs, config, json]) command.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            var password = environment.Variable(PasswordVariable) ?? "";
            var options = new ProbeOptions
            {
                To = parsed.GetRequiredValue(to),
                Calls = parsed.GetValue(calls),
                Rate = parsed.GetValue(rate),
                Hold = Span(parsed.GetValue(hold)),
                RingTimeout = Span(parsed.GetValue(ring)),
                IsCallee = parsed.GetResult(callee) is not null || parsed.GetResult(register) is not null,
                Callee = parsed.GetValue(callee),
                AnswerAfter = Span(parsed.GetValue(answer)),
                Register = [.. (parsed.GetValue(register) ?? []).Select(text => Account("--register", text, password))],
                From = parsed.GetValue(from) is { } caller ? Account("--from", caller, password) : null,
                Proxy = parsed.GetValue(proxy),
                Listen = parsed.GetValue(listen),
                Headers = [.. (parsed.GetValue(header) ?? []).Select(Header)],
                Digits = parsed.GetValue(digits) ?? "",
                TestMark = MarkOf(environment, parsed.GetValue(config)),
                PreferALaw = parsed.GetValue(pcma),
                MaxGap = parsed.GetValue(gap) is { } milliseconds ? TimeSpan.FromMilliseconds(Math.Min(milliseconds, 1e9)) : null,
            };
            var faults = options.Faults().ToList();
            if (faults.Count > 0) throw CliException.Usage("The probe cannot be run so:", [.. faults.Select(static f => "  --" + f), "See `voipcontrol probe --help`."]);
            ProbeResult result;
            try
            {
                result = await new ProbeProgressView(environment, options).WatchAsync(new ProbeRun(options, environment.Time), cancellation);
            }
            catch (ProbeException e)
            {
                throw CliException.Failed(e.Message);
            }
            var report = new ProbeReport(result);
            if (parsed.GetValue(json)) new Screen(environment).Json(report.Write);
            else report.Show(new Screen(environment), parsed.GetValue(legs));
            return result.IsGood ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static Option<double> Seconds(string name, string description, double standard) =>
        new(name) { Description = description, HelpName = "S", DefaultValueFactory = _ => standard, CustomParser = Decimal };

    // Far beyond every limit, which then names what is allowed, and yet a TimeSpan.
    private static TimeSpan Span(double seconds) => TimeSpan.FromSeconds(Math.Min(seconds, 1e9));

    private static double Decimal(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text.Length <= 12 && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return number;
        result.AddError($"{(result.Parent as OptionResult)?.Option.Name} must be a number such as 10 or 0.5, not '{text}'.");
        return 0;
    }

    private static IPEndPoint? Endpoint(ArgumentResult result, bool needsPort)
    {
        if (result.Tokens.Count == 0) return null;
        var text = result.Tokens[0].Value;
        var name = (result.Parent as OptionResult)?.Option.Name;
        // IPEndPoint.TryParse takes an address without a port, and a number without dots, for an endpoint.
        var isAddress = text.Contains('.', StringComparison.Ordinal) || text.StartsWith('[');
        if (isAddress && IPEndPoint.TryParse(text, out var endpoint) && !(needsPort && endpoint.Port == 0)) return endpoint;
        result.AddError($"{name} must be an address and a port, such as 127.0.0.1:5071 or [::1]:5071, not '{text}'.");
        return null;
    }

    private static ProbeAccount Account(string option, string text, string password)
    {
        // The text may hold a password and is not shown.
        var account = ProbeAccount.TryParse(text) ?? throw CliException.Usage($"{option} must be an account such as 1001:password@voip.example.");
        return account.Password.Length > 0 ? account : account with { Password = password };
    }

    private static TestMark? MarkOf(CliEnvironment environment, string? config)
    {
        try
        {
            return environment.Host.Load(config)["Pbx:Secret"] is { Length: > 0 } secret ? new TestMark(secret) : null;
        }
        catch (ConfigurationException e) when (config is null)
        {
            // A probe needs no configuration, and whoever runs it may not be allowed to read the server's.
            new Screen(environment).Notice($"The calls are not marked as test calls: {e.Faults[0]}.");
            return null;
        }
    }

    private static KeyValuePair<string, string> Header(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0) throw CliException.Usage($"--header must be a name and a value, such as 'X-Order: 4711', not '{text}'.");
        return new(text[..colon].Trim(), text[(colon + 1)..].Trim());
    }
}
