using System.Globalization;
using System.Net;
using System.Text;
using VoipControl.Lab.Channels;
using VoipControl.Sip;

namespace VoipControl.Lab.Signalling;

/// <summary>
/// The variables of a real leg that tell of its signalling and media. A block of variables.txt decides when a variable
/// appears; this says what is true of it. Names are those of sofia.c, sofia_glue.c and switch_core_media.c.
/// </summary>
internal static class SipVariables
{
    /// <summary>Puts the real values in place of those that stand there already. A value that is not known stays out.</summary>
    public static void Correct(ChannelVariables variables, IEnumerable<KeyValuePair<string, string>> real)
    {
        foreach (var (name, value) in real)
        {
            if (variables[name] is not null)
                variables[name] = value;
        }
    }

    /// <summary>What the first INVITE and its dialog say.</summary>
    public static IEnumerable<KeyValuePair<string, string>> OfCall(SipCall call, IPEndPoint at, IPEndPoint local, string profile)
    {
        var inbound = call.Direction == SipCallDirection.Incoming;
        var (from, to) = inbound ? (call.RemoteParty, call.LocalParty) : (call.LocalParty, call.RemoteParty);
        var (fromTag, toTag) = inbound ? (call.RemoteTag, call.LocalTag) : (call.LocalTag, call.RemoteTag);
        var url = $"sip:mod_sofia@{Host(local)}";
        yield return new("sip_call_id", call.CallId);
        yield return new("sip_local_network_addr", local.Address.ToString());
        yield return new("sofia_profile_name", profile);
        yield return new("sip_profile_name", profile);
        yield return new("recovery_profile_name", profile);
        yield return new("sofia_profile_url", url);
        yield return new("sip_outgoing_contact_uri", $"<{url}>");
        yield return new("sip_network_ip", at.Address.ToString());
        yield return new("sip_network_port", Text<int>(at.Port));
        yield return new("sip_received_ip", at.Address.ToString());
        yield return new("sip_received_port", Text<int>(at.Port));
        yield return new("sip_reply_host", at.Address.ToString());
        yield return new("sip_reply_port", Text<int>(at.Port));
        yield return new("sip_from_tag", fromTag ?? "");
        yield return new("sip_to_tag", toTag ?? "");
        yield return new("sip_from_display", from.DisplayName ?? "");
        yield return new("sip_full_from", Tagged(from, fromTag));
        yield return new("sip_full_to", Tagged(to, toTag));
        foreach (var part in Parts("sip_from", from.Uri))
            yield return part;
        foreach (var part in Parts("sip_to", to.Uri))
            yield return part;
        foreach (var part in Parts("sip_contact", call.RemoteTarget))
            yield return part;
        yield return new("sip_recover_contact", $"<{call.RemoteTarget}>");
        // A recovered call has no INVITE here; its variables came with its document.
        if (call.Invite is not { } invite)
            yield break;
        foreach (var part in Parts("sip_req", invite.Uri))
            yield return part;
        yield return new("sip_cseq", Text<uint>(invite.CSeq.Number));
        yield return new("sip_destination_url", invite.Uri.ToString());
        if (invite.Vias.Count == 0)
            yield break;
        var via = invite.TopVia;
        yield return new("sip_full_via", string.Join(',', invite.Vias));
        yield return new("sip_recover_via", string.Join(',', invite.Vias));
        yield return new("sip_via_host", via.Host);
        yield return new("sip_via_port", Text(via.Port));
        yield return new("sip_via_rport", Text<int>(at.Port));
        yield return new("sip_via_protocol", via.Transport.ToLowerInvariant());
        yield return new("sip_user_agent", (inbound ? invite.Headers[SipHeaderNames.UserAgent] : null) ?? "");
    }

    /// <summary>What both ends agreed on for media.</summary>
    public static IEnumerable<KeyValuePair<string, string>> OfMedia(LegMedia media)
    {
        var name = media.Codec;
        yield return new("switch_r_sdp", Encoding.UTF8.GetString(media.RemoteSdp.Span));
        yield return new("rtp_local_sdp_str", Encoding.UTF8.GetString(media.LocalSdp.Span));
        yield return new("local_media_ip", media.Local.Address.ToString());
        yield return new("advertised_media_ip", media.Local.Address.ToString());
        yield return new("local_media_port", Text<int>(media.Local.Port));
        yield return new("remote_media_ip", media.Remote?.Address.ToString() ?? "");
        yield return new("remote_media_port", Text(media.Remote?.Port));
        yield return new("rtp_use_codec_name", name);
        yield return new("read_codec", name);
        yield return new("original_read_codec", name);
        yield return new("write_codec", name);
        yield return new("rtp_audio_recv_pt", Text<int>(media.PayloadType));
        yield return new("rtp_use_pt", Text<int>(media.PayloadType));
        yield return new("rtp_use_ssrc", media.Session.Sender.Ssrc.ToString(CultureInfo.InvariantCulture));
        yield return new("rtp_last_audio_codec_string", $"{name}@8000h@20i@1c");
        yield return new("dtmf_type", media.TelephoneEventType is null ? "info" : "rfc2833");
    }

    /// <summary>What was counted, for the end of the leg.</summary>
    public static IEnumerable<KeyValuePair<string, string>> OfStatistics(LegMedia media)
    {
        var s = media.Session.Snapshot();
        yield return new("rtp_audio_in_raw_bytes", Text<long>(s.Received.PayloadBytes + (12 * s.Received.Packets)));
        yield return new("rtp_audio_in_media_bytes", Text<long>(s.Received.PayloadBytes + (12 * s.Received.Packets)));
        yield return new("rtp_audio_in_packet_count", Text<long>(s.Received.Packets));
        yield return new("rtp_audio_in_media_packet_count", Text<long>(s.Received.Packets));
        yield return new("rtp_audio_in_skip_packet_count", Text<long>(s.Received.Lost));
        yield return new("rtp_audio_in_dtmf_packet_count", Text<long>(s.Received.DigitCount));
        yield return new("rtp_audio_out_raw_bytes", Text<long>(s.PayloadBytesSent + (12 * s.PacketsSent)));
        yield return new("rtp_audio_out_media_bytes", Text<long>(s.PayloadBytesSent + (12 * s.PacketsSent)));
        yield return new("rtp_audio_out_packet_count", Text<long>(s.PacketsSent));
        yield return new("rtp_audio_out_media_packet_count", Text<long>(s.PacketsSent));
    }

    /// <summary>Host and port as they stand in SIP addresses.</summary>
    public static string Host(IPEndPoint at) => at.ToString();

    private static IEnumerable<KeyValuePair<string, string>> Parts(string prefix, SipUri uri)
    {
        var at = uri.Port is { } port ? $"{uri.Host}:{port}" : uri.Host;
        yield return new(prefix + "_user", uri.User ?? "");
        yield return new(prefix + "_host", uri.Host);
        yield return new(prefix + "_port", Text(uri.Port));
        yield return new(prefix + "_uri", uri.User is { Length: > 0 } user ? $"{user}@{at}" : at);
    }

    private static string Tagged(SipAddress address, string? tag) =>
        string.IsNullOrEmpty(tag) ? address.ToString() : address.WithTag(tag).ToString();

    private static string Text<T>(T? value)
        where T : struct, IFormattable => value?.ToString(null, CultureInfo.InvariantCulture) ?? "";
}
