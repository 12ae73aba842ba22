using System.Buffers;
using System.Globalization;
using System.Text;
using VoipControl.Lab.Channels;
using VoipControl.Lab.Signalling;
using VoipControl.Sip;

namespace VoipControl.Lab.Commands;

/// <summary><c>show channels|calls|registrations</c> as a table, as JSON, or counted (show_function in mod_commands.c).</summary>
internal sealed class ShowCommand(SwitchCore core, LabFaults faults, Registrar? registrar)
{
    private const string Usage = "-USAGE: codec|endpoint|application|api|dialplan|file|timer|calls [count]|channels [count|like <match string>]"
        + "|calls|detailed_calls|bridged_calls|detailed_bridged_calls|aliases|complete|chat|management|modules|nat_map|say|interfaces"
        + "|interface_types|tasks|limits|status\n";

    private static readonly string[] ChannelColumns =
    [
        "uuid", "direction", "created", "created_epoch", "name", "state", "cid_name", "cid_num", "ip_addr", "dest", "application",
        "application_data", "dialplan", "context", "read_codec", "read_rate", "read_bit_rate", "write_codec", "write_rate",
        "write_bit_rate", "secure", "hostname", "presence_id", "presence_data", "accountcode", "callstate", "callee_name",
        "callee_num", "callee_direction", "call_uuid", "sent_callee_name", "sent_callee_num", "initial_cid_name",
        "initial_cid_num", "initial_ip_addr", "initial_dest", "initial_dialplan", "initial_context",
    ];

    private static readonly string[] ASide =
    [
        "uuid", "direction", "created", "created_epoch", "name", "state", "cid_name", "cid_num", "ip_addr", "dest", "presence_id",
        "presence_data", "accountcode", "callstate", "callee_name", "callee_num", "callee_direction", "call_uuid", "hostname",
        "sent_callee_name", "sent_callee_num",
    ];

    private static readonly string[] BSide =
    [
        "uuid", "direction", "created", "created_epoch", "name", "state", "cid_name", "cid_num", "ip_addr", "dest", "presence_id",
        "presence_data", "accountcode", "callstate", "callee_name", "callee_num", "callee_direction", "sent_callee_name",
        "sent_callee_num",
    ];

    public string Execute(string argument)
    {
        var words = argument.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return Usage;
        var rows = words[0].ToLowerInvariant() switch
        {
            "channels" => Channels(words is [_, "like", var match, ..] ? match : null),
            "calls" or "bridged_calls" or "detailed_calls" or "detailed_bridged_calls" => Calls(),
            "registrations" => Registrations(),
            "nat_map" or "tasks" or "limits" or "aliases" => [],
            _ => null,
        };
        if (rows is null)
            return Usage;
        if (words is [_, "count", ..])
            return words is [_, _, "as", "json"] ? $"{{\"row_count\":{rows.Count}}}\n" : $"\n{rows.Count} total.\n";
        if (words is [.., "as", "json"])
            return Json(rows);
        return Table(rows);
    }

    private List<List<KeyValuePair<string, string>>> Channels(string? like)
    {
        List<List<KeyValuePair<string, string>>> rows =
        [
            .. core.Channels.Values.Select(Row),
            .. (core.FloodLegs?.Invoke() ?? []).Select(FloodRow),
            .. ZombieRows(),
        ];
        if (like is not null)
            rows.RemoveAll(r => !r.Any(f => f.Key is "uuid" or "name" or "cid_name" or "cid_num" && f.Value.Contains(like, StringComparison.OrdinalIgnoreCase)));
        return rows;
    }

    private List<List<KeyValuePair<string, string>>> Calls() =>
    [
        .. core.Channels.Values.Where(c => c is { Peer: not null, OtherType: "originatee" }).Select(a =>
        {
            var row = Only(Row(a), ASide, "");
            row.AddRange(Only(Row(a.Peer!), BSide, "b_"));
            row.Add(new("call_created_epoch", Epoch(a)));
            return row;
        }),
    ];

    private List<List<KeyValuePair<string, string>>> Registrations() =>
    [
        .. (registrar?.All ?? []).Select(b => new List<KeyValuePair<string, string>>
        {
            new("reg_user", b.User),
            new("realm", b.Domain),
            new("token", b.CallId),
            new("url", $"sofia/{core.Profile}/{b.Contact.Uri}"),
            new("expires", b.Until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            new("network_ip", b.Source.Remote.Address.ToString()),
            new("network_port", b.Source.Remote.Port.ToString(CultureInfo.InvariantCulture)),
            new("network_proto", b.Source.Protocol == SipProtocol.Tcp ? "tcp" : "udp"),
            new("hostname", core.Options.Name),
            new("metadata", ""),
        }),
    ];

    private static List<KeyValuePair<string, string>> Only(List<KeyValuePair<string, string>> row, string[] columns, string prefix)
    {
        var byName = row.ToDictionary(f => f.Key, f => f.Value);
        return [.. columns.Select(c => new KeyValuePair<string, string>(prefix + c, byName[c]))];
    }

    private List<KeyValuePair<string, string>> Row(Channel c)
    {
        var p = c.Profile;
        var codec = c.HasMedia ? c.Codec : "";
        var rate = c.HasMedia ? "8000" : "";
        var bits = c.HasMedia ? "64000" : "";
        string[] values =
        [
            c.Uuid, c.Inbound ? "inbound" : "outbound", SwitchCore.Stamp(p.Created), Epoch(c), c.Name, c.StateName, p.CallerIdName,
            p.CallerIdNumber, p.NetworkAddr, p.Destination, c.Application, c.ApplicationData, p.Dialplan, p.Context, codec, rate, bits,
            codec, rate, bits, "", core.Options.Switchname, c.PresenceId, "", "", c.CallState, p.CalleeIdName, p.CalleeIdNumber,
            c.SentCalleeNumber.Length > 0 ? "SEND" : "", c.CallUuid == c.Uuid && c.Peer is null ? "" : c.CallUuid, c.SentCalleeName,
            c.SentCalleeNumber, p.OrigCallerIdName, p.OrigCallerIdNumber, p.NetworkAddr, c.InitialDestination, p.Dialplan, p.Context,
        ];
        return Pair(values);
    }

    private List<KeyValuePair<string, string>> FloodRow(FloodLeg leg)
    {
        var row = EmptyRow(leg.Uuid, leg.CreatedMicros);
        row["direction"] = leg.Inbound ? "inbound" : "outbound";
        row["name"] = leg.Name;
        row["state"] = leg.Inbound ? "CS_EXECUTE" : "CS_EXCHANGE_MEDIA";
        row["callstate"] = "ACTIVE";
        row["cid_num"] = row["initial_cid_num"] = leg.Caller;
        row["dest"] = row["initial_dest"] = leg.Destination;
        row["call_uuid"] = leg.RootUuid;
        return Ordered(row);
    }

    private Dictionary<string, string> EmptyRow(string uuid, long createdMicros)
    {
        var row = ChannelColumns.ToDictionary(c => c, _ => "");
        row["uuid"] = uuid;
        row["created"] = SwitchCore.Stamp(createdMicros);
        row["created_epoch"] = (createdMicros / 1_000_000).ToString(CultureInfo.InvariantCulture);
        row["hostname"] = core.Options.Switchname;
        return row;
    }

    private static List<KeyValuePair<string, string>> Ordered(Dictionary<string, string> row) =>
        [.. ChannelColumns.Select(c => new KeyValuePair<string, string>(c, row[c]))];

    // Rows that point at nothing: the list says they are there, uuid_exists says they are not.
    private IEnumerable<List<KeyValuePair<string, string>>> ZombieRows() => Enumerable.Range(0, faults.Zombies).Select(i =>
    {
        var uuid = $"dead0000-0000-4000-8000-{i:x12}";
        var row = EmptyRow(uuid, core.NowMicros() - 3_600_000_000);
        row["direction"] = "inbound";
        row["name"] = $"sofia/internal/zombie{i}@{core.Options.PeerAddress}";
        row["state"] = "CS_EXECUTE";
        row["callstate"] = "ACTIVE";
        row["cid_num"] = row["initial_cid_num"] = $"zombie{i}";
        row["call_uuid"] = uuid;
        return Ordered(row);
    });

    private static List<KeyValuePair<string, string>> Pair(string[] values) =>
        [.. ChannelColumns.Zip(values, (name, value) => new KeyValuePair<string, string>(name, value))];

    private static string Epoch(Channel c) => (c.Profile.Created / 1_000_000).ToString(CultureInfo.InvariantCulture);

    private static string Json(List<List<KeyValuePair<string, string>>> rows)
    {
        if (rows.Count == 0)
            return "{\"row_count\": 0}\n";
        var to = new ArrayBufferWriter<byte>();
        to.Write(Encoding.ASCII.GetBytes($"{{\"row_count\":{rows.Count},\"rows\":["));
        for (var r = 0; r < rows.Count; r++)
        {
            to.Write(r == 0 ? "{"u8 : ",{"u8);
            for (var f = 0; f < rows[r].Count; f++)
            {
                if (f > 0)
                    to.Write(","u8);
                EventText.JsonString(to, rows[r][f].Key);
                to.Write(":"u8);
                EventText.JsonString(to, rows[r][f].Value);
            }
            to.Write("}"u8);
        }
        to.Write("]}"u8);
        return Encoding.UTF8.GetString(to.WrittenSpan);
    }

    private static string Table(List<List<KeyValuePair<string, string>>> rows)
    {
        var text = new StringBuilder();
        if (rows.Count > 0)
            text.AppendJoin(',', rows[0].Select(f => f.Key)).Append('\n');
        foreach (var row in rows)
            text.AppendJoin(',', row.Select(f => f.Value)).Append('\n');
        return text.Append(CultureInfo.InvariantCulture, $"\n{rows.Count} total.\n").ToString();
    }
}
