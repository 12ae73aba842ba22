using System.Globalization;
using System.Text;
using VoipControl.Lab.Calls;
using VoipControl.Lab.Channels;
using VoipControl.Sip;

namespace VoipControl.Lab.Signalling;

/// <summary>What happens to one leg's SIP call becomes steps of its channel. Runs on the endpoint's loop and takes the gate.</summary>
internal sealed class SipLegHandler(SipPlane plane, SipLeg leg) : SipCallHandler
{
    private readonly SwitchLife _life = plane.Life;
    private readonly Channel _channel = leg.Channel;

    public override void OnProgress(SipCall call, SipResponse response) => Step(() =>
    {
        if (_channel.Outdial is not { } attempt)
            return;
        var media = !response.Body.IsEmpty && leg.Media.Complete(response.Body);
        if (media)
            attempt.Progress(_channel, media: true);
        if (response.Status == 180 || !media)
            attempt.Progress(_channel, media: false);
    });

    public override ReadOnlyMemory<byte> OnLateOffer(SipCall call, SipResponse response)
    {
        lock (_life.Core.Gate)
            return leg.Media.TakeOffer(response.Body) ? leg.Media.Answer() : default;
    }

    public override void OnAnswered(SipCall call, SipResponse response) => Step(() =>
    {
        if (!response.Body.IsEmpty && !leg.Media.Complete(response.Body))
        {
            _life.Ending.End(_channel, "INCOMPATIBLE_DESTINATION", byFarEnd: false);
            return;
        }
        if (_channel.Outdial is { } attempt)
            attempt.Answered(_channel);
        else
            _life.Ending.End(_channel, "NORMAL_CLEARING", byFarEnd: false);
        leg.Track();
    });

    public override void OnConfirmed(SipCall call, SipRequest ack) => Step(() =>
    {
        // We offered in our answer when the INVITE had no offer.
        if (leg.Media.AwaitsAnswer && !leg.Media.Complete(ack.Body))
            _life.Ending.End(_channel, "INCOMPATIBLE_DESTINATION", byFarEnd: false);
        else
            leg.Track();
    });

    public override void OnReinvite(SipCall call, SipOffer offer)
    {
        lock (_life.Core.Gate)
        {
            if (_channel.State >= ChannelState.HANGUP)
            {
                offer.Reject(481);
                return;
            }
            if (offer.Sdp.IsEmpty)
            {
                offer.Accept(leg.Media.Offer(leg.Held ? LegDirection.Held : LegDirection.Both));
                return;
            }
            if (!leg.Media.TakeOffer(offer.Sdp))
            {
                offer.Reject(488);
                return;
            }
            offer.Accept(leg.Media.Answer());
            var holds = leg.Media.RemoteHolds;
            if (holds != leg.PhoneHolds)
            {
                leg.PhoneHolds = holds;
                if (holds && _channel.CallState == "ACTIVE")
                    _life.Steps.Hold(_channel, byPhone: true);
                else if (!holds && _channel.CallState == "HELD")
                    _life.Steps.Unhold(_channel, byPhone: true);
            }
            leg.Track();
        }
    }

    public override void OnReinviteConfirmed(SipCall call, SipRequest ack) => Step(() =>
    {
        if (leg.Media.AwaitsAnswer && !ack.Body.IsEmpty)
            leg.Media.Complete(ack.Body);
    });

    public override void OnRefer(SipCall call, SipReferRequest refer)
    {
        lock (_life.Core.Gate)
            plane.Transfers.Refer(leg, refer);
    }

    public override void OnRequest(SipCall call, SipIncomingRequest incoming)
    {
        var request = incoming.Request;
        if (request.Method == SipMethods.Info
            && request.ContentType?.StartsWith("application/dtmf-relay", StringComparison.OrdinalIgnoreCase) == true
            && DigitOf(request.Body) is { } digit)
        {
            incoming.Respond(200);
            Step(() =>
            {
                _life.Steps.Dtmf(_channel, digit.Digit, digit.Duration, "ENDPOINT");
                _channel.Peer?.Sip?.SendDigits(digit.Digit.ToString());
            });
            return;
        }
        base.OnRequest(call, incoming);
    }

    public override void OnEnded(SipCall call, SipCallEnd end) => Step(() =>
    {
        if (_channel.State >= ChannelState.HANGUP)
            return;
        leg.Refusal = end.Message as SipResponse;
        _life.Ending.End(_channel, CauseOf(end), byFarEnd: end.By == SipCallEndedBy.Remote);
    });

    /// <summary>The cause of an end that the far end, or its silence, brought.</summary>
    private string CauseOf(SipCallEnd end)
    {
        if (_channel.Answered)
        {
            return end.By switch
            {
                SipCallEndedBy.Remote => SipCauses.FromReason(end.Reason) ?? "NORMAL_CLEARING",
                SipCallEndedBy.Timeout when end.Status != 481 => "RECOVERY_ON_TIMER_EXPIRE",
                _ => "NORMAL_TEMPORARY_FAILURE",
            };
        }
        if (_channel.Inbound)
            return end.By == SipCallEndedBy.Remote ? SipCauses.FromReason(end.Reason) ?? "ORIGINATOR_CANCEL" : "RECOVERY_ON_TIMER_EXPIRE";
        return SipCauses.FromReason(end.Reason) ?? SipCauses.FromStatus(end.Status);
    }

    private static (char Digit, int Duration)? DigitOf(ReadOnlyMemory<byte> body)
    {
        char? digit = null;
        var duration = 2000;
        foreach (var line in Encoding.ASCII.GetString(body.Span[..Math.Min(body.Length, 256)]).Split('\n'))
        {
            var pair = line.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair is ["Signal", [var d]] && "0123456789*#ABCD".Contains(d, StringComparison.Ordinal))
                digit = d;
            else if (pair is ["Duration", var text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ms))
                duration = Math.Min(ms, 8000) * 8;
        }
        return digit is { } found ? (found, duration) : null;
    }

    private void Step(Action step)
    {
        lock (_life.Core.Gate)
        {
            if (!_life.Core.Dead && !_channel.Ended)
                step();
        }
    }
}
