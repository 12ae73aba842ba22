using System.Net;
using VoipControl.Lab.Calls;
using VoipControl.Lab.Channels;
using VoipControl.Sip;

namespace VoipControl.Lab.Signalling;

/// <summary>Makes real legs: from an INVITE that came, and to a destination. Callers hold <see cref="SwitchCore.Gate"/>.</summary>
internal sealed class SipLegs(SwitchLife life, SipPlane plane)
{
    private const string HeaderPrefix = "sip_h_";

    /// <summary>The cause of the last leg that <see cref="Dial"/> could not make.</summary>
    public string WhyNot { get; private set; } = "";

    /// <summary>A caller arrives: its channel is made, announced and routed.</summary>
    /// <param name="call">Its INVITE's call.</param>
    /// <param name="user">Who authenticated, or null.</param>
    public void Accept(SipCall call, Users.DirectoryUser? user)
    {
        var invite = call.Invite!;
        var from = call.RemoteParty;
        var caller = from.Uri.User ?? from.Uri.Host;
        if (plane.OpenMedia() is not { } media)
        {
            call.Reject(503);
            return;
        }
        var source = call.RemoteAddress?.Remote ?? new IPEndPoint(IPAddress.Any, 0);
        var truth = new CallTruth { Kind = LabCallKind.Bridged, CoreId = life.Core.CoreId };
        var fromHost = from.Uri.Port is { } port ? $"{from.Uri.Host}:{port}" : from.Uri.Host;
        var a = life.Steps.Legs.Inbound(
            truth, caller, from.DisplayName is { Length: > 0 } name ? name : caller, invite.Uri.User ?? "", GatewayOf(call), new InboundOrigin
            {
                FromHost = fromHost,
                NetworkAddress = source.Address.ToString(),
                CallId = call.CallId,
                LocalTag = call.LocalTag,
                RemoteTag = call.RemoteTag,
                Context = user?.Variables.GetValueOrDefault("user_context") ?? plane.Context,
            });
        var leg = new SipLeg(plane, a, media) { Call = call, User = user?.Id, RemoteSignalling = source };
        a.Sip = leg;
        leg.HearDigits();
        var fits = invite.Body.IsEmpty || media.TakeOffer(invite.Body);
        leg.Describe();
        if (user is not null)
            Authenticated(a, user);
        foreach (var header in invite.Headers)
        {
            if (header.Name.StartsWith("X-", StringComparison.OrdinalIgnoreCase) || header.Name.StartsWith("P-", StringComparison.OrdinalIgnoreCase))
                a.Variables[HeaderPrefix + header.Name] = header.Value;
        }
        call.Handler = new SipLegHandler(plane, leg);
        life.Steps.Created(a);
        if (!fits)
            life.Ending.End(a, "INCOMPATIBLE_DESTINATION", byFarEnd: false);
        else if (call.Replaces is { } replaced)
            TakePlace(a, replaced);
        else
            life.Dialling.Route(a, a.Profile.Destination);
    }

    /// <summary>A leg to a destination: made, announced, and its INVITE sent. Null with <see cref="WhyNot"/> when it cannot be made.</summary>
    public Channel? Dial(
        Outdial attempt, Channel? originator, Destination to, List<KeyValuePair<string, string>> variables, OutdialOptions options)
    {
        if (life.Core.Channels.Count >= life.Core.Options.MaxSessions)
        {
            WhyNot = "SWITCH_CONGESTION";
            return null;
        }
        if (plane.OpenMedia() is not { } media)
        {
            WhyNot = "NORMAL_CIRCUIT_CONGESTION";
            return null;
        }
        string? Value(string name) => variables.LastOrDefault(v => v.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
        Channel b;
        if (originator is { } a)
        {
            b = life.Steps.DialLeg(a, to.Number, variables, to.ChannelName, to.Uri.Host, leg =>
            {
                var p = leg.Profile;
                p.CallerIdName = Value("origination_caller_id_name") ?? a.Variables["effective_caller_id_name"] ?? p.CallerIdName;
                p.CallerIdNumber = Value("origination_caller_id_number") ?? a.Variables["effective_caller_id_number"] ?? p.CallerIdNumber;
                Attach(leg, to, media, a);
            });
        }
        else
        {
            b = life.Steps.Legs.Originated(
                options.Call!, options.Uuid ?? Value("origination_uuid") ?? life.Core.NewUuid(), to.Number, to.ChannelName,
                options.CallerIdName, options.CallerIdNumber, variables, to.Uri.Host);
            options.Uuid = null;
            foreach (var (name, value) in variables.Where(v => v.Key.StartsWith("vc_", StringComparison.OrdinalIgnoreCase)))
                b.Exported[name] = value;
            Attach(b, to, media, null);
            life.Steps.Created(b);
        }
        b.Outdial = attempt;
        b.OnFirstResult = _ => attempt.Ended(b);
        Place(b, to);
        return b;
    }

    // INVITE with Replaces (RFC 3891): the caller takes a leg's place in its bridge.
    private void TakePlace(Channel a, SipCall replaced)
    {
        var leg = life.Core.Channels.Values.FirstOrDefault(c => c.Sip?.Call == replaced);
        if (leg?.Peer is not { } other)
        {
            life.Ending.End(a, "WRONG_CALL_STATE", byFarEnd: false);
            return;
        }
        life.Steps.AnswerInbound(a);
        life.Moves.BridgeExisting(a, other);
        life.Steps.TellPeer(other);
        life.Steps.TellPeer(a);
    }

    private void Attach(Channel b, Destination to, LegMedia media, Channel? originator)
    {
        b.Sip = new SipLeg(plane, b, media) { User = to.User, RemoteSignalling = to.EndPoint };
        b.Sip.HearDigits();
        if (to.Gateway is { } gateway)
            b.Variables["sip_gateway_name"] = gateway.Name;
        if (to.User is { } user)
            b.Variables["dialed_user"] = user;
        b.Variables["sip_destination_url"] = to.Uri.ToString();
        media.Prefer(originator?.Sip?.Media.Codec);
        media.Offer(LegDirection.Both);
        b.Sip.Describe();
    }

    private void Place(Channel b, Destination to)
    {
        var p = b.Profile;
        var host = to.FromHost ?? plane.Local.Address.ToString();
        var number = to.Gateway?.Username ?? p.CallerIdNumber;
        var name = p.CallerIdName.Length > 0 ? p.CallerIdName : null;
        var leg = b.Sip!;
        leg.Call = plane.Endpoint.Place(new SipCallSetup
        {
            To = to.Uri,
            From = Address(name, number, host),
            Sdp = leg.Media.LocalSdp,
            Headers = Headers(b, to),
            Credentials = to.Credentials,
            Target = to.Target,
            CallId = b.Facts.CallId,
            ContactUser = "mod_sofia",
        }, new SipLegHandler(plane, leg));
    }

    private static SipAddress Address(string? name, string user, string host)
    {
        var uri = SipUri.Parse($"sip:{host}").WithUser(OneLine(user));
        return SipAddress.Of(uri, name is null ? null : OneLine(name));
    }

    // Variables may hold anything; a line break of theirs must not become one of the message.
    private static string OneLine(string text) => string.Concat(text.Select(static c => char.IsControl(c) ? ' ' : c));

    private static bool IsHeaderName(string name) =>
        name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || "-.!%*_+`'~".Contains(c, StringComparison.Ordinal));

    private List<SipHeader> Headers(Channel b, Destination to)
    {
        var headers = new List<SipHeader>();
        foreach (var (name, value) in b.Variables)
        {
            if (name.StartsWith(HeaderPrefix, StringComparison.OrdinalIgnoreCase) && IsHeaderName(name[HeaderPrefix.Length..]))
                headers.Add(new SipHeader(name[HeaderPrefix.Length..], OneLine(value)));
        }
        if (to.Gateway is { Username: not null })
        {
            // A gateway knows us by our user; who really calls stands beside it (sip_cid_type).
            headers.Add(new SipHeader(
                SipHeaderNames.PAssertedIdentity,
                Address(b.Profile.CallerIdName, b.Profile.CallerIdNumber, plane.Local.Address.ToString()).ToString()));
        }
        return headers;
    }

    private static void Authenticated(Channel a, Users.DirectoryUser user)
    {
        a.Variables["sip_authorized"] = "true";
        a.Variables["sip_auth_username"] = user.Id;
        a.Variables["sip_auth_realm"] = user.Domain;
        a.Variables["user_name"] = user.Id;
        a.Variables["domain_name"] = user.Domain;
        foreach (var (name, value) in user.Variables)
            a.Variables[name] = value;
    }

    private string? GatewayOf(SipCall call) => call.RemoteAddress is { } at ? plane.Gateways.At(at.Remote.Address)?.Settings.Name : null;
}
