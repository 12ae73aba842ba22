using System.Collections.Concurrent;
using VoipControl.Lab.Configuration;
using VoipControl.Lab.Users;
using VoipControl.Lab.XmlCurl;
using VoipControl.Sip;
using VoipControl.Sip.Digest;

namespace VoipControl.Lab.Signalling;

/// <summary>
/// Who may call and register: those of the access list without a password (apply-inbound-acl), everyone else with the digest
/// of a user of the directory (auth-calls). Safe from any thread.
/// </summary>
internal sealed class CallGuard
{
    private readonly SipPlane _plane;
    private readonly IReadOnlyDictionary<string, string> _profile;
    private readonly AccessList? _trusted;
    private readonly DigestServer _digest;
    private readonly string _realm;

    // The secrets of requests that are being checked now.
    private readonly ConcurrentDictionary<string, DirectoryUser> _asked = new(StringComparer.Ordinal);

    /// <exception cref="ConfigurationException">The access list cannot be used.</exception>
    public CallGuard(SipPlane plane, SwitchConfiguration files, IReadOnlyDictionary<string, string> profile)
    {
        _plane = plane;
        _profile = profile;
        _trusted = profile.GetValueOrDefault("apply-inbound-acl") is { } list ? AccessList.Find(files, list) : null;
        var realm = profile.GetValueOrDefault("challenge-realm");
        _realm = realm is null or "" or "auto_to" or "auto_from" ? Domain ?? files.Variables.GetValueOrDefault("sip_domain") ?? "lab" : realm;
        _digest = new DigestServer(new DigestServerOptions { Realm = _realm }, SecretOf, plane.Life.Core.Time);
    }

    private string? Domain => _profile.GetValueOrDefault("force-register-domain") is { Length: > 0 } domain ? domain : null;

    /// <summary>Whether an INVITE from there needs no password.</summary>
    public bool Trusts(SipHop? source) =>
        !SwitchBoolean.IsTrue(_profile.GetValueOrDefault("auth-calls")) || (source is { } hop && _trusted?.Allows(hop.Remote.Address) == true);

    /// <summary>Checks the credentials of a request against the directory.</summary>
    /// <param name="request">REGISTER or INVITE.</param>
    /// <param name="source">Where it came from.</param>
    /// <param name="proxy">Challenge with 407 instead of 401, as an INVITE is.</param>
    public async Task<GuardVerdict> CheckAsync(SipRequest request, SipHop? source, bool proxy)
    {
        var credentials = Credentials(request);
        if (credentials is null)
            return Challenge(request, proxy, stale: false, null);
        var user = await FindAsync(request, source, credentials).ConfigureAwait(false);
        // No password is no way in.
        if (user is null || string.IsNullOrEmpty(user.Password ?? user.A1Hash))
            return Refuse(credentials);
        _asked[user.Id] = user;
        try
        {
            return _digest.Check(request, out _) switch
            {
                DigestVerdict.Accepted => new GuardVerdict(user, 200, [], credentials.UserName),
                DigestVerdict.Stale => Challenge(request, proxy, stale: true, credentials.UserName),
                DigestVerdict.Missing => Challenge(request, proxy, stale: false, null),
                _ => Refuse(credentials),
            };
        }
        finally
        {
            _asked.TryRemove(user.Id, out _);
        }
    }

    /// <summary>A user of the directory, by file or by mod_xml_curl's form.</summary>
    private async Task<DirectoryUser?> FindAsync(SipRequest request, SipHop? source, DigestCredentials credentials)
    {
        var domain = Domain ?? credentials.Realm;
        var (from, to, contact) = (request.From.Uri, request.To.Uri, request.Contacts is [var first, ..] ? first.Uri : null);
        var fields = XmlCurlFields.SipAuth(new SipAuthQuestion
        {
            Profile = _plane.Profile,
            Username = credentials.UserName,
            Realm = credentials.Realm,
            Domain = domain,
            Method = request.Method,
            Ip = source?.Remote.Address.ToString(),
            ClientPort = source?.Remote.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            UserAgent = request.Headers[SipHeaderNames.UserAgent],
            Nonce = credentials.Nonce,
            Uri = credentials.Uri,
            Qop = credentials.Qop,
            CNonce = credentials.ClientNonce,
            NonceCount = credentials.NonceCount.ToString("x8", System.Globalization.CultureInfo.InvariantCulture),
            Response = credentials.Response,
            ContactUser = contact?.User,
            ContactHost = contact?.Host,
            ToUser = to.User,
            ToHost = to.Host,
            FromUser = from.User,
            FromHost = from.Host,
            CallId = request.CallId,
            RequestUser = request.Uri.User,
            RequestHost = request.Uri.Host,
        });
        var found = await _plane.Xml.LocateAsync("directory", "domain", "name", domain, fields, _plane.Life.Stopping).ConfigureAwait(false);
        return found is null ? null : UserDirectory.Find(found, credentials.UserName, domain);
    }

    private DigestCredentials? Credentials(SipRequest request)
    {
        foreach (var field in request.Headers.Fields(SipHeaderNames.Authorization).Concat(request.Headers.Fields(SipHeaderNames.ProxyAuthorization)))
        {
            if (DigestCredentials.TryParse(field, out var credentials) && credentials.Realm == _realm)
                return credentials;
        }
        return null;
    }

    private string? SecretOf(string name, DigestAlgorithm algorithm) => _asked.GetValueOrDefault(name) is not { } user ? null
        : user.A1Hash is { Length: > 0 } hash && algorithm is DigestAlgorithm.Md5 or DigestAlgorithm.Md5Sess ? hash.ToLowerInvariant()
        : user.Password is { Length: > 0 } password ? DigestResponse.Secret(algorithm, name, _realm, password)
        : null;

    private GuardVerdict Challenge(SipRequest request, bool proxy, bool stale, string? username)
    {
        var response = request.CreateResponse(proxy ? 407 : 401);
        _digest.AddChallenges(response, stale);
        var name = proxy ? SipHeaderNames.ProxyAuthenticate : SipHeaderNames.WwwAuthenticate;
        return new GuardVerdict(null, response.Status, [.. response.Headers.Fields(name).Select(v => new SipHeader(name, v))], username);
    }

    private GuardVerdict Refuse(DigestCredentials credentials)
    {
        _plane.Complain($"SIP auth failure for {credentials.UserName} in realm {_realm}");
        return new GuardVerdict(null, 403, [], credentials.UserName);
    }
}
