using System.Globalization;
using System.Text;
using VoipControl.Lab.Calls;
using VoipControl.Lab.Channels;
using VoipControl.Lab.Signalling;

namespace VoipControl.Lab.Commands;

/// <summary><c>sofia</c> on a switch with real SIP: status, registrations, gateways, recover (sofia_function in mod_sofia.c).</summary>
internal sealed class SipSofiaCommand(SwitchLife life, SipPlane plane)
{
    private const string Usage = "-USAGE: sofia <help|profile|status|xmlstatus|recover> [args]\n";
    private static readonly string Line = new('=', 97);

    private readonly SwitchCore _core = life.Core;

    public async Task<string> ExecuteAsync(string argument)
    {
        var words = argument.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["recover"]:
                return await RecoverAsync().ConfigureAwait(false);
            case ["profile", var name, "recover"] when IsProfile(name):
                return await RecoverAsync().ConfigureAwait(false);
            case ["recover", "flush"] or ["profile", _, "recover", "flush"]:
                return $"Flushed {(plane.Recovery is { } keeper ? await keeper.ForgetAsync().ConfigureAwait(false) : 0)} recovery row(s)\n";
            default:
                lock (_core.Gate)
                    return Execute(words);
        }
    }

    public string Contact(string argument) =>
        plane.Destinations.Contact(argument[(argument.IndexOf('/', StringComparison.Ordinal) + 1)..].Split('@')[0]);

    private async Task<string> RecoverAsync() =>
        plane.Recovery is { } keeper ? await keeper.RecoverAsync().ConfigureAwait(false) + "\n" : "No calls to recover.\n";

    private string Execute(string[] words) => words switch
    {
        ["status"] => Status(),
        ["status", "profile", var name] when IsProfile(name) => Profile(),
        ["status", "profile", var name, "reg", ..] when IsProfile(name) => Registrations(words.ElementAtOrDefault(4)),
        ["status", "profile", ..] => "Invalid Profile!\n",
        ["status", "gateway", var name] => plane.Gateways.Find(name) is { } gateway ? Gateway(gateway) : "Invalid Gateway!\n",
        ["profile", var name, ..] when !IsProfile(name) => "Invalid Profile!\n",
        ["profile", _, "rescan", ..] => "Reload XML [Success]\n+OK scan complete\n",
        ["profile", _, "flush_inbound_reg", ..] => "+OK flushing all registrations matching specified call_id\n",
        ["profile", _, "killgw", var name] => plane.Gateways.Find(name) is null ? "-ERR no such gateway.\n" : "+OK gateway marked for deletion.\n",
        ["profile", _, "register" or "unregister", var name] => plane.Gateways.Find(name) is null ? "-ERR Invalid gateway!\n" : "+OK\n",
        _ => Usage,
    };

    private bool IsProfile(string name) => name.Equals(plane.Profile, StringComparison.OrdinalIgnoreCase);

    private string Url => $"sip:mod_sofia@{plane.Local}";

    private string Status()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"                     Name\t   Type\t                                      Data\tState\n{Line}\n");
        text.Append(CultureInfo.InvariantCulture, $"{plane.Profile,25}\tprofile\t{Url,42}\tRUNNING ({_core.Channels.Count})\n");
        foreach (var gateway in plane.Gateways.All)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{plane.Profile + "::" + gateway.Settings.Name,25}\tgateway\t{$"sip:{User(gateway)}@{gateway.Settings.Proxy}",42}\t{gateway.State}\n");
        }
        return text.Append(CultureInfo.InvariantCulture, $"{Line}\n1 profile 0 aliases\n").ToString();
    }

    private string Profile()
    {
        var inbound = _core.Channels.Values.Count(static c => c.Inbound);
        (string Name, object Value)[] fields =
        [
            ("Name", plane.Profile), ("Domain Name", "N/A"), ("Auto-NAT", "false"), ("DBName", "sofia_reg_" + plane.Profile), ("Pres Hosts", ""),
            ("Dialplan", "XML"), ("Context", plane.Context), ("Challenge Realm", plane.Setting("challenge-realm") ?? "auto_to"),
            ("RTP-IP", plane.Local.Address), ("SIP-IP", plane.Local.Address), ("URL", Url), ("BIND-URL", Url), ("CODECS IN", "PCMU,PCMA"),
            ("CODECS OUT", "PCMU,PCMA"), ("TEL-EVENT", 101), ("DTMF-MODE", "rfc2833"), ("CALLS-IN", inbound), ("FAILED-CALLS-IN", 0),
            ("CALLS-OUT", _core.Channels.Count - inbound), ("FAILED-CALLS-OUT", 0), ("REGISTRATIONS", plane.Registrar.All.Count()),
        ];
        return $"{Line}\n{string.Concat(fields.Select(static f => $"{f.Name,-17}\t{f.Value}\n"))}";
    }

    private string Registrations(string? user)
    {
        var bindings = plane.Registrar.All.Where(b => user is null || user == b.User || user == $"{b.User}@{b.Domain}").ToList();
        var text = new StringBuilder($"\nRegistrations:\n{Line}\n");
        foreach (var b in bindings)
        {
            var left = (int)(b.Until - _core.Time.GetUtcNow()).TotalSeconds;
            (string Name, object Value)[] fields =
            [
                ("Call-ID:", b.CallId), ("User:", $"{b.User}@{b.Domain}"), ("Contact:", $"\"{b.Contact.DisplayName}\" <{b.Contact.Uri}>"),
                ("Agent:", b.UserAgent),
                ("Status:", $"Registered(UDP)(unknown) EXP({b.Until.UtcDateTime:yyyy-MM-dd HH:mm:ss}) EXPSECS({left})"),
                ("Ping-Status:", "Reachable"), ("Ping-Time:", "0.00"), ("Host:", _core.Options.Name), ("IP:", b.Source.Remote.Address),
                ("Port:", b.Source.Remote.Port), ("Auth-User:", b.User), ("Auth-Realm:", b.Domain), ("MWI-Account:", $"{b.User}@{b.Domain}"),
            ];
            text.Append(string.Concat(fields.Select(static f => $"{f.Name,-12}\t{f.Value}\n"))).Append('\n');
        }
        return text.Append(CultureInfo.InvariantCulture, $"Total items returned: {bindings.Count}\n{Line}\n").ToString();
    }

    private string Gateway(Gateway gateway)
    {
        var s = gateway.Settings;
        var ping = s.PingSeconds > 0;
        (string Name, object Value)[] fields =
        [
            ("Name", s.Name), ("Profile", plane.Profile), ("Scheme", "Digest"), ("Realm", s.Proxy), ("Username", User(gateway)),
            ("Password", s.Password is null ? "no" : "yes"), ("From", $"<sip:{User(gateway)}@{s.Proxy}>"), ("Exten", User(gateway)),
            ("To", $"sip:{User(gateway)}@{s.Proxy}"), ("Proxy", $"sip:{s.Proxy}"), ("Context", plane.Context), ("Expires", 3600), ("Freq", 3600),
            ("Ping", _core.NowMicros() / 1_000_000), ("PingFreq", s.PingSeconds),
            ("PingTime", gateway.PingMilliseconds.ToString("0.00", CultureInfo.InvariantCulture)), ("PingState", ping ? "1/1/1" : "0/0/0"),
            ("State", gateway.State), ("Status", ping ? gateway.Up ? "UP" : "DOWN" : "UP"), ("Uptime", _core.UptimeMicros / 1_000_000 + "s"),
            ("CallsIN", Count(s.Name, true)), ("CallsOUT", Count(s.Name, false)), ("FailedCallsIN", 0), ("FailedCallsOUT", 0),
        ];
        return $"{Line}\n{string.Concat(fields.Select(static f => $"{f.Name,-8}\t{f.Value}\n"))}{Line}\n";
    }

    private int Count(string gateway, bool inbound) => _core.Channels.Values.Count(c =>
        c.Inbound == inbound && (c.Variables["sip_gateway"] == gateway || c.Variables["sip_gateway_name"] == gateway));

    private static string User(Gateway gateway) => gateway.Settings.Username ?? "not-set";
}
