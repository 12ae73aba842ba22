using System.Globalization;
using VoipControl.Lab.Channels;
using VoipControl.Lab.Users;
using VoipControl.Sip;

namespace VoipControl.Lab.Signalling;

/// <summary>The CUSTOM events around one REGISTER (register-unregister-auth-failure). Callers hold the gate.</summary>
internal sealed class RegistrarEvents(SipPlane plane, SipRequest request, SipHop source)
{
    private const string File = "sofia_reg.c";
    private const string Function = "sofia_reg_handle_register_token";

    public void Registered(Binding binding, DirectoryUser user)
    {
        Attempt(user, "RENEWED", binding.Expires);
        var e = New(2059, "sofia::register").Add("from-user", user.Id).Add("from-host", user.Domain).Add("presence-hosts", "n/a");
        Describe(e, user, binding.Expires);
        AddUser(e.Add("username", user.Id).Add("realm", user.Domain).Add("user-agent", Agent), user);
        Fire(e);
    }

    public void Unregistered(Binding binding)
    {
        var e = New(2213, "sofia::unregister")
            .Add("username", binding.User)
            .Add("from-user", binding.User)
            .Add("from-host", binding.Domain)
            .Add("contact", Quoted(binding.Contact))
            .Add("call-id", request.CallId)
            .Add("rpid", "unknown")
            .Add("realm", binding.Domain)
            .Add("network-ip", source.Remote.Address.ToString())
            .Add("network-port", source.Remote.Port)
            .Add("user-agent", Agent)
            .Add("expires", "0");
        Fire(e.Add("sip_number_alias", binding.User).Add("sip_auth_username", binding.User).Add("sip_auth_realm", binding.Domain)
            .Add("number_alias", binding.User).Add("user_name", binding.User).Add("domain_name", binding.Domain));
    }

    /// <summary>Credentials that were not right.</summary>
    public void Failed(string username, string result)
    {
        Fire(Describe(New(1606, "sofia::register_attempt").Add("from-user", username).Add("from-host", Domain), username, Domain, request.Expires ?? 3600)
            .Add("username", username).Add("realm", Domain).Add("user-agent", Agent).Add("auth-result", result));
        if (result != "FORBIDDEN")
            return;
        Fire(New(1792, "sofia::register_failure")
            .Add("to-user", username)
            .Add("to-host", Domain)
            .Add("network-ip", source.Remote.Address.ToString())
            .Add("user-agent", Agent)
            .Add("profile-name", plane.Profile)
            .Add("network-port", source.Remote.Port)
            .Add("registration-type", "REGISTER"));
    }

    /// <summary>A telephone did not come back in time (sofia_reg_del_callback).</summary>
    public static void Expired(SipPlane plane, Binding binding)
    {
        var core = plane.Life.Core;
        core.Fire(core.NewEvent("CUSTOM", File, "sofia_reg_del_callback", 726, "sofia::expire")
            .Add("profile-name", plane.Profile)
            .Add("call-id", binding.CallId)
            .Add("user", binding.User)
            .Add("username", binding.User)
            .Add("host", binding.Domain)
            .Add("contact", Quoted(binding.Contact))
            .Add("expires", binding.Until.ToUnixTimeSeconds())
            .Add("user-agent", binding.UserAgent)
            .Add("realm", binding.Domain)
            .Add("network-ip", binding.Source.Remote.Address.ToString())
            .Add("network-port", binding.Source.Remote.Port));
    }

    private string Agent => request.Headers[SipHeaderNames.UserAgent] ?? "";

    private string Domain => request.To.Uri.Host;

    private void Attempt(DirectoryUser user, string result, int expires)
    {
        Fire(Describe(New(1810, "sofia::pre_register").Add("from-user", user.Id).Add("from-host", user.Domain), user, expires).Add("user-agent", Agent));
        Fire(Describe(New(1606, "sofia::register_attempt").Add("from-user", user.Id).Add("from-host", user.Domain), user, expires)
            .Add("username", user.Id).Add("realm", user.Domain).Add("user-agent", Agent).Add("auth-result", result));
    }

    private SwitchEvent New(int line, string subclass) =>
        plane.Life.Core.NewEvent("CUSTOM", File, Function, line, subclass).Add("profile-name", plane.Profile);

    private SwitchEvent Describe(SwitchEvent e, DirectoryUser user, int expires) => Describe(e, user.Id, user.Domain, expires);

    private SwitchEvent Describe(SwitchEvent e, string user, string domain, int expires) => e
        .Add("contact", request.Contacts.Count > 0 ? Quoted(request.Contacts[0].WithoutParameter("expires")) : "")
        .Add("call-id", request.CallId)
        .Add("rpid", "unknown")
        .Add("status", source.Protocol == SipProtocol.Tcp ? "Registered(TCP)" : "Registered(UDP)")
        .Add("expires", expires.ToString(CultureInfo.InvariantCulture))
        .Add("to-user", user)
        .Add("to-host", domain)
        .Add("network-ip", source.Remote.Address.ToString())
        .Add("network-port", source.Remote.Port);

    private static void AddUser(SwitchEvent e, DirectoryUser user)
    {
        e.Add("sip_number_alias", user.Id).Add("sip_auth_username", user.Id).Add("sip_auth_realm", user.Domain)
            .Add("number_alias", user.Id).Add("user_name", user.Id).Add("domain_name", user.Domain);
        foreach (var (name, value) in user.Variables)
            e.Add(name, value);
    }

    // As the switch writes a contact: with an empty display name, quoted.
    private static string Quoted(SipAddress contact) => $"\"{contact.DisplayName}\" <{contact.Uri}>";

    private void Fire(SwitchEvent e) => plane.Life.Core.Fire(e);
}
