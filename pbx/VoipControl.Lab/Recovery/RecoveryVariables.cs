using System.Globalization;
using VoipControl.Lab.Configuration;

namespace VoipControl.Lab.Recovery;

/// <summary>
/// Which variable holds which part of a <see cref="RecoveryDialog"/>. The names are mod_sofia's and the core's. Only the two
/// CSeq numbers have names of the lab's own beside <c>sip_cseq</c>, which is that of the first request alone.
/// </summary>
internal static class RecoveryVariables
{
    /// <summary>Variable of the lab's own: CSeq of our last request.</summary>
    public const string LocalCSeq = "lab_local_cseq";

    /// <summary>Variable of the lab's own: CSeq of the peer's last request.</summary>
    public const string RemoteCSeq = "lab_remote_cseq";

    private const string Swapped = "dlg_req_swap_direction";

    /// <summary>Without any of these a leg cannot go on, whichever way it was called.</summary>
    public static readonly IReadOnlyList<string> Needed =
    [
        "uuid", "recovery_profile_name", "sip_call_id", "sip_full_from", "sip_full_to", "sip_network_ip", "sip_network_port",
        "rtp_local_sdp_str", "switch_r_sdp", "local_media_ip", "local_media_port", "remote_media_ip", "remote_media_port",
        "rtp_use_codec_name", "rtp_use_pt",
    ];

    public static List<KeyValuePair<string, string>> Write(RecoveryDialog d, bool outbound)
    {
        var variables = new List<KeyValuePair<string, string>>();
        var target = d.RemoteTarget.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) ? d.RemoteTarget[4..] : d.RemoteTarget;
        var (uri, parameters) = target.IndexOf(';') is var semicolon and >= 0
            ? (target[..semicolon], target[(semicolon + 1)..])
            : (target, "");
        Add("sip_call_id", d.CallId);
        var (from, to) = outbound ? (d.LocalParty, d.RemoteParty) : (d.RemoteParty, d.LocalParty);
        Add("sip_full_from", from);
        Add("sip_full_to", to);
        Add("sip_from_tag", Tag(from));
        Add("sip_to_tag", Tag(to));
        Add("sip_from_uri", Address(from));
        Add("sip_to_uri", Address(to));
        Add("sip_contact_uri", uri);
        Add("sip_contact_params", parameters);
        if (outbound)
        {
            Add("sip_recover_contact", $"<{d.RemoteTarget}>");
            Add("sip_req_uri", Address(to));
        }
        Add("sip_outgoing_contact_uri", d.LocalContact);
        if (d.RouteSet.Count > 0)
        {
            Add("sip_invite_route_uri", string.Join(',', d.RouteSet));
            Add("sip_invite_record_route", string.Join(',', d.RouteSet.Reverse()));
        }
        // FreeSWITCH sets it once it has recovered a leg that called it; what is written here is never swapped.
        Add(Swapped, outbound ? null : "false");
        Add("sip_cseq", Text(outbound ? d.LocalCSeq : d.RemoteCSeq));
        Add(LocalCSeq, Text(d.LocalCSeq));
        Add(RemoteCSeq, Text(d.RemoteCSeq));
        Add("sip_network_ip", d.RemoteAddress);
        Add("sip_network_port", Text(d.RemotePort));
        Add("sip_via_protocol", d.Transport);
        Add("rtp_local_sdp_str", d.LocalSdp);
        Add("switch_r_sdp", d.RemoteSdp);
        Add("local_media_ip", d.LocalMediaAddress);
        Add("local_media_port", Text(d.LocalMediaPort));
        Add("advertised_media_ip", d.LocalMediaAddress);
        Add("remote_media_ip", d.RemoteMediaAddress);
        Add("remote_media_port", Text(d.RemoteMediaPort));
        Add("rtp_use_codec_name", d.Codec);
        Add("rtp_use_codec_rate", Text(d.CodecRate));
        Add("rtp_use_codec_ptime", Text(d.PacketTime));
        Add("rtp_use_pt", Text(d.SendPayload));
        Add("rtp_audio_recv_pt", Text(d.ReceivePayload));
        Add("rtp_2833_send_payload", Text(d.SendDtmfPayload));
        Add("rtp_2833_recv_payload", Text(d.ReceiveDtmfPayload));
        Add("rtp_use_ssrc", Text(d.Ssrc));
        return variables;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                variables.Add(KeyValuePair.Create(name, value));
        }
    }

    public static RecoveryDialog Read(RecoveryDocument document)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in document.Variables)
            values[name] = value;
        foreach (var name in Needed)
            Required(name);
        // From and To are those of the last INVITE; once a leg that called us was recovered, that INVITE was ours.
        var ours = document.Outbound != SwitchBoolean.IsTrue(Value(Swapped));
        var (local, remote) = ours ? ("sip_full_from", "sip_full_to") : ("sip_full_to", "sip_full_from");
        var sendPayload = Number("rtp_use_pt", 0, 127);
        return new RecoveryDialog
        {
            CallId = Required("sip_call_id"),
            LocalParty = WithTag(local),
            RemoteParty = WithTag(remote),
            RemoteTarget = Target(),
            LocalContact = Value("sip_outgoing_contact_uri"),
            // Without Record-Route FreeSWITCH makes a route of the peer's address when it recovers a leg; that is none of the dialog's.
            RouteSet = Value("sip_invite_record_route") is null ? [] : Routes(Value("sip_invite_route_uri") ?? ""),
            LocalCSeq = Sequence(LocalCSeq) ?? (ours ? Sequence("sip_cseq") : null),
            RemoteCSeq = Sequence(RemoteCSeq) ?? (ours ? null : Sequence("sip_cseq")),
            RemoteAddress = Required("sip_network_ip"),
            RemotePort = Number("sip_network_port", 1, 65535),
            Transport = Value("sip_via_protocol") ?? "udp",
            LocalSdp = Required("rtp_local_sdp_str"),
            RemoteSdp = Required("switch_r_sdp"),
            LocalMediaAddress = Required("local_media_ip"),
            LocalMediaPort = Number("local_media_port", 1, 65535),
            RemoteMediaAddress = Required("remote_media_ip"),
            RemoteMediaPort = Number("remote_media_port", 0, 65535),
            Codec = Required("rtp_use_codec_name"),
            CodecRate = Value("rtp_use_codec_rate") is null ? 8000 : Number("rtp_use_codec_rate", 1, 192_000),
            PacketTime = Value("rtp_use_codec_ptime") is null ? 20 : Number("rtp_use_codec_ptime", 1, 1000),
            SendPayload = sendPayload,
            ReceivePayload = Value("rtp_audio_recv_pt") is null ? sendPayload : Number("rtp_audio_recv_pt", 0, 127),
            SendDtmfPayload = Dtmf("rtp_2833_send_payload"),
            ReceiveDtmfPayload = Dtmf("rtp_2833_recv_payload"),
            Ssrc = Sequence("rtp_use_ssrc"),
        };

        string Required(string name) =>
            Value(name) is { Length: > 0 } value ? value : throw new RecoveryException($"Variable {name} of {document} is missing.");

        string? Value(string name) => values.GetValueOrDefault(name);

        string WithTag(string name) => Tag(Required(name)).Length > 0
            ? Required(name)
            : throw new RecoveryException($"Variable {name} of {document} has no tag.");

        int Number(string name, int min, int max) =>
            int.TryParse(Required(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
                ? number
                : throw new RecoveryException($"Variable {name} of {document} is '{Value(name)}'; it must be {min} to {max}.");

        int? Dtmf(string name) => Value(name) is null ? null : Number(name, 0, 127);

        uint? Sequence(string name) => Value(name) is not { } text ? null
            : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new RecoveryException($"Variable {name} of {document} is '{text}'; it must be a number of 32 bits.");

        string Target()
        {
            if (document.Outbound && Value("sip_recover_contact") is { } contact)
                return Uri(contact);
            var parameters = Value("sip_contact_params");
            return $"sip:{Required("sip_contact_uri")}{(parameters is null ? "" : ";")}{parameters}";
        }
    }

    /// <summary>The parts of a list of name-addrs; commas within angle brackets and quotation marks separate nothing.</summary>
    private static List<string> Routes(string text)
    {
        var routes = new List<string>();
        var (start, quoted, bracketed) = (0, false, false);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] == ',' && !quoted && !bracketed))
            {
                if (text[start..i].Trim() is { Length: > 0 } route)
                    routes.Add(route);
                start = i + 1;
                continue;
            }
            quoted ^= text[i] == '"';
            bracketed = text[i] == '<' || (bracketed && text[i] != '>');
        }
        return routes;
    }

    /// <summary>The URI of a name-addr, or the text itself.</summary>
    private static string Uri(string nameAddress)
    {
        var open = nameAddress.IndexOf('<');
        var close = open < 0 ? -1 : nameAddress.IndexOf('>', open);
        return close < 0 ? nameAddress : nameAddress[(open + 1)..close];
    }

    /// <summary>user@host:port of a name-addr, as mod_sofia's *_uri variables have it.</summary>
    private static string Address(string nameAddress)
    {
        var uri = Uri(nameAddress);
        var start = uri.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) ? 4 : 0;
        var end = uri.IndexOf(';', start);
        return end < 0 ? uri[start..] : uri[start..end];
    }

    private static string Tag(string nameAddress)
    {
        var parameters = nameAddress.LastIndexOf('>') + 1;
        var start = nameAddress.IndexOf(";tag=", parameters, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
            return "";
        start += 5;
        var end = nameAddress.IndexOf(';', start);
        return end < 0 ? nameAddress[start..] : nameAddress[start..end];
    }

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Text(uint? number) => number?.ToString(CultureInfo.InvariantCulture);
}
