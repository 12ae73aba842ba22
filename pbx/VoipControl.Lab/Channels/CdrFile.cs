using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VoipControl.Lab.Channels;

/// <summary>
/// Writes a leg's record as mod_json_cdr does, values plain (switch_ivr_generate_json_cdr in switch_ivr.c).
/// The file appears under its name only when it is whole.
/// </summary>
internal static class CdrFile
{
    public static void Write(SwitchCore core, Channel c, string directory)
    {
        var cdr = new JsonObject
        {
            ["core-uuid"] = core.CoreId,
            ["switchname"] = core.Options.Switchname,
            ["channel_data"] = new JsonObject
            {
                ["state"] = "CS_REPORTING",
                ["direction"] = c.Inbound ? "inbound" : "outbound",
                ["state_number"] = "11",
                ["flags"] = c.Answered ? "0=1;1=1;38=1;39=1;53=1;106=1;112=1" : "0=1;38=1;53=1;106=1",
                ["caps"] = "1=1;2=1;3=1;4=1;5=1;6=1",
            },
            ["callStats"] = new JsonObject(),
            ["variables"] = Variables(c),
            ["callflow"] = new JsonArray([CallFlow(c, c.Profile), .. c.EarlierProfiles.Select(p => (JsonNode)CallFlow(c, p))]),
        };
        if (c.Application.Length > 0)
        {
            cdr["app_log"] = new JsonObject
            {
                ["applications"] = new JsonArray(new JsonObject
                {
                    ["app_name"] = c.Application,
                    ["app_data"] = c.ApplicationData,
                    ["app_stamp"] = Text(c.Profile.Created),
                }),
            };
        }
        var path = Path.Combine(directory, FileName(c.Uuid));
        File.WriteAllText(path + ".part", cdr.ToJsonString(JsonSerializerOptions.Web));
        File.Move(path + ".part", path, overwrite: true);
    }

    // A uuid chosen by originate must not choose a folder.
    private static string FileName(string uuid) =>
        string.Concat(uuid.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_')) + ".cdr.json";

    private static JsonObject Variables(Channel c)
    {
        var variables = new JsonObject();
        foreach (var variable in c.Variables)
            variables[variable.Key] = variable.Value;
        return variables;
    }

    private static JsonObject CallFlow(Channel c, CallerProfile p)
    {
        var profile = CallerProfileOf(p);
        if (p == c.Profile && c is { OtherType: { } type, Other: { } other })
        {
            profile[type] = new JsonObject { [type + "_caller_profiles"] = new JsonArray(CallerProfileOf(other)) };
        }
        var flow = new JsonObject();
        if (p.Dialplan.Length > 0)
            flow["dialplan"] = p.Dialplan;
        flow["profile_index"] = Text(p.Index);
        flow["caller_profile"] = profile;
        flow["times"] = new JsonObject
        {
            ["created_time"] = Text(p.Created),
            ["profile_created_time"] = Text(p.ProfileCreated),
            ["progress_time"] = Text(p.Progress),
            ["progress_media_time"] = Text(p.ProgressMedia),
            ["answered_time"] = Text(p.Answered),
            ["bridged_time"] = Text(p.Bridged),
            ["last_hold_time"] = Text(p.LastHold),
            ["hold_accum_time"] = Text(p.HoldAccum),
            ["hangup_time"] = Text(p.Hangup),
            ["resurrect_time"] = "0",
            ["transfer_time"] = "0",
        };
        return flow;
    }

    private static JsonObject CallerProfileOf(CallerProfile p) => new()
    {
        ["username"] = p.Username,
        ["dialplan"] = p.Dialplan,
        ["caller_id_name"] = p.CallerIdName,
        ["ani"] = p.Ani,
        ["aniii"] = "",
        ["caller_id_number"] = p.CallerIdNumber,
        ["network_addr"] = p.NetworkAddr,
        ["rdnis"] = p.Rdnis,
        ["destination_number"] = p.Destination,
        ["uuid"] = p.Uuid,
        ["source"] = p.Source,
        ["context"] = p.Context,
        ["chan_name"] = p.ChannelName,
    };

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
