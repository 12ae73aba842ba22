using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using VoipControl.Lab;

namespace VoipControl.Host.Cli.Commands;

/// <summary>The options of <c>lab</c> that make the switch take real calls.</summary>
internal sealed class LabSipArguments
{
    private readonly Option<IPEndPoint?> _sip = new("--sip")
    {
        Description = "Address and UDP port for real calls; port 0 takes any free one. Without it the switch plays calls only.",
        HelpName = "IP:PORT",
        CustomParser = static result =>
        {
            var text = result.Tokens[0].Value;
            if (text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text, out var endpoint) && (text.Contains('.', StringComparison.Ordinal) || text[0] == '[')) return endpoint;
            result.AddError($"--sip must be an address and a port, such as 127.0.0.1:5060, not '{text}'.");
            return null;
        },
    };

    private readonly Option<string?> _rtp = new("--rtp") { Description = "UDP ports for audio. Default: any free ones.", HelpName = "FIRST-LAST" };
    private readonly Option<DirectoryInfo?> _dialplans = new("--dialplans") { Description = "Folder with a configuration of FreeSWITCH's shape: freeswitch.xml, dialplan, directory, profile.", HelpName = "DIR" };
    private readonly Option<Uri?> _xmlCurl = new("--xml-curl") { Description = "Address that is asked for dialplan and directory with mod_xml_curl's form, before the folder.", HelpName = "URL" };
    private readonly Option<string[]> _set = new("--set") { Description = "A value that the configuration expects, such as sip_domain=lab; may be given several times.", HelpName = "NAME=VALUE", DefaultValueFactory = static _ => [] };
    private readonly Option<FileInfo?> _phonePassword = new("--phone-password-file") { Description = "File whose first line is the password of the lab's telephones (lab_user_password).", HelpName = "FILE" };
    private readonly Option<FileInfo?> _coreDatabase = new("--core-db") { Description = "SQLite file of the core database with the rows that a takeover restores from; made where it is missing.", HelpName = "FILE" };
    private readonly Option<DirectoryInfo?> _recordings = new("--recordings") { Description = "Folder for recordings of real calls; made where it is missing.", HelpName = "DIR" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_sip, _rtp, _dialplans, _xmlCurl, _set, _phonePassword, _coreDatabase, _recordings])
            command.Options.Add(option);
        command.Validators.Add(Check);
    }

    /// <summary>The folder of recordings, or null.</summary>
    public string? Recordings(ParseResult parsed) => parsed.GetValue(_recordings)?.FullName;

    /// <summary>Null when no --sip was given.</summary>
    public async Task<LabSipOptions?> ReadAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(_sip) is not { } at) return null;
        var values = parsed.GetRequiredValue(_set).Select(static s => s.Split('=', 2)).ToDictionary(static p => p[0], static p => p[1], StringComparer.Ordinal);
        if (parsed.GetValue(_phonePassword) is { } file) values["lab_user_password"] = await LabCommand.PasswordAsync(file, cancellation, "--phone-password-file");
        var ports = Ports(parsed.GetValue(_rtp)) ?? (0, 0);
        return new LabSipOptions
        {
            Address = at.Address,
            Port = at.Port,
            FirstRtpPort = ports.First,
            LastRtpPort = ports.Last,
            ConfigurationFolder = parsed.GetValue(_dialplans)?.FullName,
            ConfigurationVariables = values,
            XmlCurl = parsed.GetValue(_xmlCurl),
            CoreDatabase = parsed.GetValue(_coreDatabase)?.FullName,
        };
    }

    private void Check(CommandResult result)
    {
        var sip = result.GetResult(_sip) is not null;
        foreach (var option in (Option[])[_rtp, _dialplans, _xmlCurl, _phonePassword, _coreDatabase, _recordings])
        {
            if (!sip && result.GetResult(option) is not null) result.AddError($"{option.Name} is for real calls: give --sip too.");
        }

        if (sip && result.GetResult(_dialplans) is null && result.GetResult(_xmlCurl) is null) result.AddError("--sip needs a dialplan: give --dialplans or --xml-curl.");
        if (result.GetResult(_rtp) is { Tokens: [var token] } && Ports(token.Value) is null) result.AddError($"--rtp must be two ports, such as 20000-24000, not '{token.Value}'.");
        foreach (var pair in result.GetResult(_set)?.Tokens ?? [])
        {
            if (pair.Value.IndexOf('=', StringComparison.Ordinal) < 1) result.AddError($"--set must be NAME=VALUE, not '{pair.Value}'.");
        }
    }

    private static (int First, int Last)? Ports(string? text) =>
        text?.Split('-') is [var first, var last]
            && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var from) && int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var to)
            ? (from, to)
            : null;
}
