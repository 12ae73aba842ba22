using VoipControl.Lab.Calls;
using VoipControl.Lab.Channels;
using VoipControl.Lab.Dialplan;

namespace VoipControl.Lab.Signalling;

/// <summary>What dialplans and application data can read of a leg. Reading takes <see cref="SwitchCore.Gate"/>.</summary>
internal static class LegScope
{
    public static ChannelScope Of(SwitchLife life, Channel leg) => new()
    {
        Variable = name =>
        {
            lock (life.Core.Gate)
                return leg.Variables[name] ?? Field(leg, name) ?? life.Sip!.GlobalVariable(name);
        },
        Api = (name, arguments) => life.Sip!.Api(name, arguments),
    };

    /// <summary>A field of the caller profile (switch_caller_get_field_by_name in switch_caller.c); null = there is none of that name.</summary>
    public static string? Field(Channel leg, string name)
    {
        var p = leg.Profile;
        return name.ToLowerInvariant() switch
        {
            "dialplan" => p.Dialplan,
            "username" => p.Username,
            "caller_id_name" => p.CallerIdName,
            "orig_caller_id_name" => p.OrigCallerIdName,
            "ani" => p.Ani,
            "aniii" => "",
            "caller_id_number" => p.CallerIdNumber,
            "orig_caller_id_number" => p.OrigCallerIdNumber,
            "callee_id_name" => p.CalleeIdName,
            "callee_id_number" => p.CalleeIdNumber,
            "network_addr" => p.NetworkAddr,
            "rdnis" => p.Rdnis,
            "destination_number" => p.Destination,
            "uuid" => p.Uuid,
            "source" => p.Source,
            "transfer_source" => p.TransferSource,
            "context" => p.Context,
            "chan_name" => p.ChannelName,
            _ => null,
        };
    }
}
