using VoipControl.Sip;

namespace VoipControl.Lab.Signalling;

/// <summary>What comes to the endpoint from outside any call. Runs on its loop; what must wait goes elsewhere.</summary>
internal sealed class SipArrivals(SipPlane plane) : SipEndpointHandler
{
    public override void OnCall(SipCall incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var core = plane.Life.Core;
        lock (core.Gate)
        {
            // A drained or full switch: 503, as sofia answers while new sessions are not allowed.
            if (core.Dead || core.PausedInbound || core.Channels.Count >= core.Options.MaxSessions)
            {
                incoming.Reject(503);
                return;
            }
        }
        if (plane.Guard.Trusts(incoming.RemoteAddress))
            Accept(incoming, null);
        else
            _ = Task.Run(() => AuthenticateAsync(incoming));
    }

    public override void OnRequest(SipIncomingRequest incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        switch (incoming.Request.Method)
        {
            case SipMethods.Register:
                _ = Task.Run(() => RegisterAsync(incoming));
                break;
            case SipMethods.Options:
                // While the switch is drained, whoever qualifies it shall see that.
                incoming.Respond(plane.Life.Core.PausedInbound ? 503 : 200);
                break;
            case SipMethods.Subscribe or SipMethods.Publish:
                incoming.Respond(489);
                break;
            default:
                base.OnRequest(incoming);
                break;
        }
    }

    public override void OnError(Exception error) => plane.Fault(error);

    private void Accept(SipCall call, Users.DirectoryUser? user)
    {
        lock (plane.Life.Core.Gate)
        {
            if (plane.Life.Core.Dead)
                call.Reject(503);
            else if (call.State != SipCallState.Ended)
                plane.Legs.Accept(call, user);
        }
    }

    private async Task AuthenticateAsync(SipCall call)
    {
        try
        {
            var verdict = await plane.Guard.CheckAsync(call.Invite!, call.RemoteAddress, proxy: true).ConfigureAwait(false);
            if (verdict.User is { } user)
                Accept(call, user);
            else
                call.Reject(verdict.Status, null, verdict.Headers);
        }
        catch (OperationCanceledException)
        {
            // The switch stops.
            call.Reject(503);
        }
        catch (Exception e)
        {
            plane.Fault(e);
            call.Reject(500);
        }
    }

    private async Task RegisterAsync(SipIncomingRequest incoming)
    {
        try
        {
            await plane.Registrar.TakeAsync(incoming).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            incoming.Respond(503);
        }
        catch (Exception e)
        {
            plane.Fault(e);
            incoming.Respond(500);
        }
    }
}
