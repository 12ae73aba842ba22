namespace VoipControl.Lab.XmlCurl;

/// <summary>The fields that FreeSWITCH adds to a question, by its reason.</summary>
internal static class XmlCurlFields
{
    private const string CallerPrefix = "Caller-";
    private const string HuntPrefix = "Hunt-";

    /// <summary>For a call that looks for its dialplan: all headers of the channel's events, variables included, then the caller
    /// profile once more with prefix <c>Hunt-</c> (dialplan_xml_locate in mod_dialplan_xml.c).</summary>
    public static IEnumerable<KeyValuePair<string, string>> Dialplan(IReadOnlyCollection<KeyValuePair<string, string>> channelHeaders) =>
        channelHeaders.Concat(channelHeaders
            .Where(static h => h.Key.StartsWith(CallerPrefix, StringComparison.Ordinal))
            .Select(static h => KeyValuePair.Create(HuntPrefix + h.Key[CallerPrefix.Length..], h.Value)));

    /// <summary>For a REGISTER or INVITE with credentials (sofia_reg_parse_auth in sofia_reg.c).</summary>
    public static List<KeyValuePair<string, string>> SipAuth(SipAuthQuestion q)
    {
        var fields = new List<KeyValuePair<string, string>>();
        Add("action", "sip_auth");
        Add("sip_profile", q.Profile);
        Add("sip_user_agent", q.UserAgent);
        Add("sip_auth_username", q.Username);
        Add("sip_auth_realm", q.Realm);
        Add("sip_auth_nonce", q.Nonce);
        Add("sip_auth_uri", q.Uri);
        Add("sip_contact_user", q.ContactUser);
        Add("sip_contact_host", q.ContactHost);
        Add("sip_to_user", q.ToUser);
        Add("sip_to_host", q.ToHost);
        Add("sip_to_port", q.ToPort);
        Add("sip_via_protocol", q.ViaProtocol);
        Add("sip_from_user", q.FromUser);
        Add("sip_from_host", q.FromHost);
        Add("sip_from_port", q.FromPort);
        Add("sip_call_id", q.CallId);
        Add("sip_request_user", q.RequestUser);
        Add("sip_request_host", q.RequestHost);
        Add("sip_request_port", q.RequestPort);
        Add("sip_auth_qop", q.Qop);
        Add("sip_auth_cnonce", q.CNonce);
        Add("sip_auth_nc", q.NonceCount);
        Add("sip_auth_response", q.Response);
        Add("sip_auth_method", q.Method);
        Add("client_port", q.ClientPort);
        Add("key", "id");
        Add("user", q.Username);
        Add("domain", q.Domain);
        Add("ip", q.Ip);
        return fields;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                fields.Add(KeyValuePair.Create(name, value));
        }
    }

    /// <summary>For dialling <c>user/NAME@DOMAIN</c> (user_outgoing_channel in mod_dptools.c).</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> UserCall(string user, string domain) =>
    [
        KeyValuePair.Create("as_channel", "true"), KeyValuePair.Create("action", "user_call"), KeyValuePair.Create("key", "id"),
        KeyValuePair.Create("user", user), KeyValuePair.Create("domain", domain),
    ];
}
