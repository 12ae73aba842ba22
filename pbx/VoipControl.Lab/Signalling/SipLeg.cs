using System.Net;
using VoipControl.Lab.Channels;
using VoipControl.Lab.Dialplan;
using VoipControl.Sip;
using VoipControl.Sip.Rtp;

namespace VoipControl.Lab.Signalling;

/// <summary>
/// The real side of a channel: its SIP call, its media, and the applications it runs. The steps of the channel call it for
/// what they mean on the wire; what comes from the wire goes through <see cref="SipLegHandler"/> to the steps. Every method
/// is called holding <see cref="SwitchCore.Gate"/>; none waits.
/// </summary>
internal sealed class SipLeg(SipPlane plane, Channel channel, LegMedia media) : IDisposable
{
    private readonly List<SipHeader> _noHeaders = [];
    private TaskCompletionSource? _unbridged;
    private RtpRelay? _relay;
    private SipLeg? _joined;
    private PlaybackSource? _ringBack;
    private bool _closed;

    public Channel Channel => channel;

    public LegMedia Media => media;

    /// <summary>The dialogue; null until a dialled leg has been announced.</summary>
    public SipCall? Call { get; set; }

    /// <summary>The applications that run; null = none do.</summary>
    public LegScript? Script { get; private set; }

    /// <summary>The dialplan extension it came to, for its recovery; null = none.</summary>
    public string? Extension { get; set; }

    /// <summary>All applications of <see cref="Extension"/>, also those that ran; kept when they are stopped.</summary>
    public IReadOnlyList<DialplanStep> Steps { get; set; } = [];

    /// <summary>Where its SIP messages come from.</summary>
    public IPEndPoint RemoteSignalling { get; set; } = new(IPAddress.Any, 0);

    /// <summary>The failure that the far end answered an INVITE with.</summary>
    public SipResponse? Refusal { get; set; }

    /// <summary>The contact that a registered user's leg goes to, or the user who placed the call; null = neither.</summary>
    public string? User { get; init; }

    /// <summary>What is played by the playback application.</summary>
    public PlaybackSource? Playing { get; private set; }

    /// <summary>Whether the switch holds this leg.</summary>
    public bool Held { get; private set; }

    /// <summary>Whether its own telephone has put the call on hold.</summary>
    public bool PhoneHolds { get; set; }

    /// <summary>Puts the leg's new applications in the place of those that ran.</summary>
    public void Start(LegScript script)
    {
        Script?.Stop();
        Script = script;
        script.Start();
    }

    public void StopScript()
    {
        Script?.Stop();
        Script = null;
    }

    /// <summary>Digits that the telephone sends are told as events; the other leg has them by the relay.</summary>
    public void HearDigits() => media.Session.Receiver.DigitReceived = digit => plane.Endpoint.Post(() =>
    {
        lock (plane.Life.Core.Gate)
        {
            if (channel.State < ChannelState.HANGUP && !plane.Life.Core.Dead)
                plane.Life.Steps.Dtmf(channel, digit.Digit, (int)(digit.Duration.TotalMilliseconds * 8), "RTP");
        }
    });

    public void Ring() => Call?.Progress(180);

    public void StartEarlyMedia()
    {
        if (channel.Inbound)
            Call?.Progress(183, media.Answer());
    }

    public void Answer() => Call?.Answer(media.Answer());

    /// <summary>Whatever the state of the call demands; nothing when the far end has ended it.</summary>
    public void HangUp(string cause)
    {
        StopScript();
        if (Call is not { State: not SipCallState.Ended } call)
            return;
        var reason = SipCauses.ReasonOf(cause);
        if (call.Direction == SipCallDirection.Incoming && call.State != SipCallState.Confirmed)
            call.Reject(RefusalStatus(cause), null, [new SipHeader(SipHeaderNames.Reason, reason)]);
        else
            call.HangUp(0, reason);
    }

    /// <summary>Joins the media of two legs; a leg without media, or none, is joined to nobody.</summary>
    public void Connect(SipLeg? other)
    {
        if (other is null || _joined == other)
            return;
        Leave();
        other.Leave();
        _joined = other;
        other._joined = this;
        Join();
    }

    /// <summary>Parts the media of this leg and another one, and lets the bridge application of either go on.</summary>
    public void Disconnect(SipLeg? other)
    {
        if (_joined == other)
            Leave();
        _unbridged?.TrySetResult();
        other?._unbridged?.TrySetResult();
    }

    /// <summary>Completes when the bridge that is made next has ended.</summary>
    public Task NextUnbridge() => (_unbridged = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Hold()
    {
        Held = true;
        Part();
        _ = ReinviteAsync(media.Offer(LegDirection.Held));
    }

    public void Unhold()
    {
        Held = false;
        _ = ReinviteAsync(media.Offer(LegDirection.Both));
        Join();
    }

    /// <summary>Sends a new description to the telephone and takes its answer. A telephone that refuses goes on as before.</summary>
    public async Task ReinviteAsync(ReadOnlyMemory<byte> offer)
    {
        if (Call is not { State: SipCallState.Confirmed } call)
            return;
        try
        {
            var response = await call.ReinviteAsync(offer, _noHeaders).ConfigureAwait(false);
            lock (plane.Life.Core.Gate)
            {
                if (channel.Ended || _closed)
                    return;
                if (response.IsSuccess && !media.Complete(response.Body))
                    plane.Complain($"leg {channel.Uuid}: the answer to a re-INVITE has no audio that fits");
                Track();
            }
        }
        catch (Exception e) when (e is InvalidOperationException or OperationCanceledException)
        {
            // The call ended meanwhile, which its handler tells.
        }
    }

    public void Echo(bool on)
    {
        if (_closed)
            return;
        Part();
        if (on)
            _relay = RtpRelay.Echo(media.Session);
    }

    /// <summary>Plays to this leg until the source ends or <see cref="StopPlaying"/>; the caller owns the source.</summary>
    public Task<bool> PlayAsync(PlaybackSource source)
    {
        Playing = source;
        return media.Session.Sender.PlayAsync(source);
    }

    public void StopPlaying()
    {
        Playing = null;
        _ringBack = null;
        media.Session.Sender.StopPlaying();
    }

    /// <summary>What a caller with media hears while another leg rings, when its variable <c>ringback</c> says so.</summary>
    public void PlayRingBack()
    {
        var text = channel.Variables["ringback"] ?? (channel.Answered ? channel.Variables["transfer_ringback"] : null);
        if (_ringBack is not null || !channel.HasMedia || text is null)
            return;
        if (!text.Contains("://", StringComparison.Ordinal) && text.StartsWith('%'))
            text = "tone_stream://" + text;
        _ringBack = PlaybackSource.Open("{loops=-1}" + text);
        if (_ringBack is not null)
            _ = media.Session.Sender.PlayAsync(_ringBack);
    }

    public void SendDigits(string digits) => _ = SendDigitsAsync(digits);

    /// <summary>Null when the file cannot be written.</summary>
    public RecordingFile? Record(string path)
    {
        try
        {
            return new RecordingFile(
                path, Applications.SwitchTrue(channel.Variables["RECORD_STEREO"]), media.Session, plane.Clock, plane.Fault);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            plane.Complain($"leg {channel.Uuid} cannot be recorded: {e.Message}");
            return null;
        }
    }

    /// <summary>Puts what is true of this leg in place of what its blocks of variables say.</summary>
    public void Describe()
    {
        if (Call is { } call)
            SipVariables.Correct(channel.Variables, SipVariables.OfCall(call, RemoteSignalling, plane.Local, plane.Profile));
        SipVariables.Correct(channel.Variables, SipVariables.OfMedia(media));
        if (channel.State >= ChannelState.HANGUP)
            SipVariables.Correct(channel.Variables, SipVariables.OfStatistics(media));
        channel.Codec = media.Codec;
    }

    /// <summary>The channel is gone: the port is free again. A call that its far end knows nothing of ends with it.</summary>
    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        StopScript();
        Leave();
        plane.Release(media);
    }

    /// <summary>The answered leg has changed: its recovery row is written again.</summary>
    public void Track() => plane.Recovery?.Track(channel);

    /// <summary>The leg has ended: its recovery row goes.</summary>
    public void Untrack() => plane.Recovery?.Untrack(channel);

    private void Leave()
    {
        Part();
        if (_joined is { } joined)
            joined._joined = null;
        _joined = null;
    }

    private void Join()
    {
        if (_joined is not { } other || Held || other.Held || _closed || other._closed)
            return;
        _relay?.Dispose();
        other._relay?.Dispose();
        _relay = other._relay = new RtpRelay(media.Session, other.Media.Session);
    }

    private void Part()
    {
        _relay?.Dispose();
        if (_joined is { } other && other._relay == _relay)
            other._relay = null;
        _relay = null;
    }

    private int RefusalStatus(string cause)
    {
        const string Sip = "sip:";
        var own = channel.Variables["last_bridge_proto_specific_hangup_cause"];
        return own is not null && own.StartsWith(Sip, StringComparison.Ordinal)
            && int.TryParse(own[Sip.Length..], out var status) && status is >= 300 and < 700
            ? status
            : SipCauses.ToStatus(cause);
    }

    private async Task SendDigitsAsync(string digits)
    {
        try
        {
            await media.Session.Sender.SendDigitsAsync(new string([.. digits.Where(d => !"wWFf+@".Contains(d, StringComparison.Ordinal))]))
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or OperationCanceledException)
        {
            plane.Complain($"leg {channel.Uuid}: digits were not sent: {e.Message}");
        }
    }
}
