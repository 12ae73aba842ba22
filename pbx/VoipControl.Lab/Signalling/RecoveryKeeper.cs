using System.Collections.Frozen;
using System.Net;
using VoipControl.Lab.Calls;
using VoipControl.Lab.Channels;
using VoipControl.Lab.Recovery;
using VoipControl.Sip;

namespace VoipControl.Lab.Signalling;

/// <summary>
/// Keeps a row for each answered leg, so that another switch can go on with it, and goes on with the legs of others
/// (switch_core_recovery_track, switch_core_recovery_recover). Track and Untrack are called holding the gate and never wait.
/// </summary>
internal sealed class RecoveryKeeper(SwitchLife life, SipPlane plane, CoreDatabase database)
{
    private readonly FrozenSet<string> _profiles = new[] { plane.Profile }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Writes the leg's row as the leg is now; a leg that is not answered has none.</summary>
    public void Track(Channel c)
    {
        if (!c.Answered || c.State >= ChannelState.HANGUP || c.Sip is not { Call: { State: SipCallState.Confirmed } call } leg)
            return;
        try
        {
            if (!database.Track(plane.Profile, c.Uuid, RecoveryDocuments.Of(life.Core, c, leg, call, plane.Local).ToXml()))
                plane.Complain($"leg {c.Uuid}: no row was written, too many wait");
        }
        catch (RecoveryException e)
        {
            plane.Complain($"leg {c.Uuid}: {e.Message}");
        }
    }

    public void Untrack(Channel c) => database.Untrack(c.Uuid);

    /// <summary>Completes when all rows are written.</summary>
    public Task FlushAsync() => database.FlushAsync();

    /// <summary><c>sofia recover flush</c>.</summary>
    public Task<int> ForgetAsync() => database.FlushRecoveryAsync(plane.Profile);

    /// <summary><c>sofia recover</c>: takes the rows of other switches and rebuilds their legs; gives what the command prints.</summary>
    public async Task<string> RecoverAsync()
    {
        var rows = await database.TakeForRecoveryAsync(plane.Profile).ConfigureAwait(false);
        lock (life.Core.Gate)
        {
            var plan = RecoveryPlanner.Plan(rows, _profiles, uuid => life.Core.Find(uuid) is not null);
            foreach (var (uuid, why) in plan.Refused)
                plane.Complain($"leg {uuid} was not recovered: {why}");
            var calls = new Dictionary<string, CallTruth>(StringComparer.Ordinal);
            var legs = new List<(RecoveredLeg Leg, Channel Channel)>();
            foreach (var leg in plan.Legs)
            {
                if (Rebuild(leg, calls) is { } channel)
                    legs.Add((leg, channel));
            }
            life.Core.Fire(life.Core.NewEvent("CUSTOM", "mod_sofia.c", "sofia_function", 4594, "sofia::recovery_recovered")
                .Add("recovered_calls", plan.RecoveredCalls.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            var ready = new Dictionary<string, Channel>(StringComparer.Ordinal);
            foreach (var (leg, channel) in legs)
                _ = ReachAsync(leg, channel, ready);
            return plan.Reply;
        }
    }

    private Channel? Rebuild(RecoveredLeg leg, Dictionary<string, CallTruth> calls)
    {
        var dialog = leg.Dialog;
        if (plane.OpenMedia() is not { } media)
            return null;
        media.Restore(dialog.LocalSdp, dialog.RemoteSdp);
        if (!calls.TryGetValue(leg.Partner ?? leg.Uuid, out var call))
            call = new CallTruth { Kind = LabCallKind.Bridged, CoreId = life.Core.CoreId, Tenant = leg.Document["vc_tenant"] };
        calls[leg.Uuid] = call;
        var c = life.Steps.Legs.Recovered(call, leg);
        var real = new SipLeg(plane, c, media) { User = leg.Document["dialed_user"] ?? leg.Document["sip_auth_username"] };
        c.Sip = real;
        real.HearDigits();
        real.Call = plane.Endpoint.Restore(Snapshot(leg), new SipLegHandler(plane, real));
        real.Describe();
        life.Steps.Recovered(c);
        return c;
    }

    // The telephone is told where the call lives now; what the leg did goes on when it has said yes.
    private async Task ReachAsync(RecoveredLeg leg, Channel c, Dictionary<string, Channel> ready)
    {
        await c.Sip!.ReinviteAsync(c.Sip.Media.Offer(LegDirection.Both)).ConfigureAwait(false);
        lock (life.Core.Gate)
        {
            // A telephone that knows nothing of the call has ended the leg by its answer.
            if (life.Core.Dead || c.State >= ChannelState.HANGUP || c.Sip.Call is not { State: SipCallState.Confirmed })
                return;
            ready[c.Uuid] = c;
            switch (leg.Fate)
            {
                case LegFate.Bridges or LegFate.IsBridged:
                    if (leg.Partner is { } partner && ready.TryGetValue(partner, out var other) && other.State < ChannelState.HANGUP)
                        Bridge(leg.Fate == LegFate.Bridges ? c : other, leg.Fate == LegFate.Bridges ? other : c);
                    break;
                case LegFate.RunsApplications:
                    c.CallState = "ACTIVE";
                    c.Enter(ChannelState.EXECUTE);
                    plane.Routes.Run(c, [.. leg.Applications.Select(a => new Dialplan.DialplanStep(a.Name, a.Data))], leg.Document.ExtensionName);
                    break;
                case LegFate.Ends:
                    life.Ending.End(c, "NORMAL_CLEARING", byFarEnd: false);
                    break;
            }
            Track(c);
        }
    }

    private void Bridge(Channel a, Channel b)
    {
        life.Moves.BridgeExisting(a, b);
        life.Steps.TellPeer(b);
        life.Steps.TellPeer(a);
    }

    private static SipDialogSnapshot Snapshot(RecoveredLeg leg)
    {
        var d = leg.Dialog;
        var local = SipAddress.Parse(d.LocalParty);
        var remote = SipAddress.Parse(d.RemoteParty);
        return new SipDialogSnapshot
        {
            Direction = leg.Document.Outbound ? SipCallDirection.Outgoing : SipCallDirection.Incoming,
            CallId = d.CallId,
            LocalTag = local.Tag ?? "",
            RemoteTag = remote.Tag ?? "",
            LocalParty = local.WithTag(null).ToString(),
            RemoteParty = remote.WithTag(null).ToString(),
            LocalSequence = d.LocalCSeq ?? 1,
            RemoteSequence = d.RemoteCSeq,
            RemoteTarget = d.RemoteTarget,
            Routes = d.RouteSet,
            Target = d.RouteSet.Count == 0 && IPAddress.TryParse(d.RemoteAddress, out var address)
                ? $"{d.Transport}:{new IPEndPoint(address, d.RemotePort)}"
                : null,
            LocalSdp = d.LocalSdp,
            RemoteSdp = d.RemoteSdp,
            ContactUser = "mod_sofia",
        };
    }
}
