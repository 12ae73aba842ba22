using VoipControl.Lab.Channels;

namespace VoipControl.Lab.Commands;

/// <summary>The parts of <c>sofia</c> that are read by clients: status of profiles and of the one gateway (mod_sofia.c).</summary>
internal sealed class SofiaCommand(SwitchCore core)
{
    private const string Usage = "-USAGE: sofia <help|profile|status|xmlstatus> [args]\n";
    private static readonly string Line = new('=', 97);

    private readonly LabSwitchOptions _options = core.Options;

    public string Execute(string argument) => argument.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
    {
        ["status"] => Status(),
        ["status", "profile", "internal"] => Profile(),
        ["status", "profile", "internal", "reg"] =>
            $"\nRegistrations:\n{Line}\nTotal items returned: 0\n{Line}\n",
        ["status", "gateway", var name] => name == _options.Gateway ? Gateway() : "Invalid Gateway!\n",
        ["status", "profile", ..] => "Invalid Profile!\n",
        ["profile", "internal", "rescan", ..] => "Reload XML [Success]\n+OK scan complete\n",
        ["profile", "internal", "killgw", var name] =>
            name == _options.Gateway ? "+OK gateway marked for deletion.\n" : "-ERR no such gateway.\n",
        ["profile", "internal", "register" or "unregister", _] => "+OK\n",
        ["profile", var name, ..] when name != "internal" => "Invalid Profile!\n",
        // Nothing is stored that could be recovered.
        ["recover"] => "Recovered 0 call(s)\n",
        _ => Usage,
    };

    public string Contact(string argument)
    {
        var user = argument[(argument.IndexOf('/', StringComparison.Ordinal) + 1)..].Split('@')[0];
        return _options.RegisteredUsers.Contains(user)
            ? $"sofia/internal/sip:{user}@{_options.PeerAddress}:5070"
            : "error/user_not_registered";
    }

    private string Status() =>
        $"                     Name\t   Type\t                                      Data\tState\n{Line}\n"
        + $"{"internal",25}\tprofile\t{"sip:mod_sofia@" + _options.SipAddress + ":5060",42}\tRUNNING ({Calls()})\n"
        + $"{"internal::" + _options.Gateway,25}\tgateway\t{"sip:x@" + _options.PeerAddress + ":5070",42}\tNOREG\n"
        + $"{Line}\n1 profile 0 aliases\n";

    private string Profile()
    {
        var inbound = core.Channels.Values.Count(c => c.Inbound);
        (string Name, object Value)[] fields =
        [
            ("Name", "internal"), ("Domain Name", "N/A"), ("Auto-NAT", "false"), ("DBName", "sofia_reg_internal"), ("Pres Hosts", ""),
            ("Dialplan", "XML"), ("Context", "public"), ("Challenge Realm", "auto_to"), ("RTP-IP", _options.SipAddress),
            ("SIP-IP", _options.SipAddress), ("URL", $"sip:mod_sofia@{_options.SipAddress}:5060"), ("CODECS IN", "PCMU,PCMA"),
            ("CODECS OUT", "PCMU,PCMA"), ("TEL-EVENT", 101), ("DTMF-MODE", "rfc2833"), ("CALLS-IN", inbound), ("FAILED-CALLS-IN", 0),
            ("CALLS-OUT", core.Channels.Count - inbound), ("FAILED-CALLS-OUT", 0), ("REGISTRATIONS", 0),
        ];
        return $"{Line}\n{string.Concat(fields.Select(f => $"{f.Name,-17}\t{f.Value}\n"))}";
    }

    private string Gateway()
    {
        (string Name, object Value)[] fields =
        [
            ("Name", _options.Gateway), ("Profile", "internal"), ("Scheme", "Digest"), ("Realm", _options.PeerAddress + ":5070"),
            ("Username", "x"), ("Password", "yes"), ("From", $"<sip:x@{_options.PeerAddress}:5070>"), ("Exten", "x"),
            ("To", $"sip:x@{_options.PeerAddress}:5070"), ("Proxy", $"sip:{_options.PeerAddress}:5070"), ("Context", "public"),
            ("Expires", 3600), ("Freq", 3600), ("Ping", core.NowMicros() / 1_000_000), ("PingFreq", 5), ("PingTime", "0.77"),
            ("PingState", "1/1/1"), ("State", "NOREG"), ("Status", "UP"), ("Uptime", core.UptimeMicros / 1_000_000 + "s"),
            ("CallsIN", 0), ("CallsOUT", 0), ("FailedCallsIN", 0), ("FailedCallsOUT", 0),
        ];
        return $"{Line}\n{string.Concat(fields.Select(f => $"{f.Name,-8}\t{f.Value}\n"))}{Line}\n";
    }

    private int Calls() => core.Channels.Count;
}
