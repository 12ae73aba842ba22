using System.Net;
using VoipControl.Sip;
using VoipControl.Sip.Phone;
using VoipControl.Sip.Rtp;

namespace VoipControl.Tests.Sip.Phone;

/// <summary>Half of a pair of switches: answers one call with a tone, dies without a word, and lets another half go on with the call from elsewhere.</summary>
internal sealed class TakeoverPeer : SipEndpointHandler, IAsyncDisposable
{
    private readonly SipEndpoint _endpoint;
    private readonly MediaClock _clock = new(TimeProvider.System, static _ => { });
    private readonly RtpPorts _ports;
    private readonly PhoneMedia _media;
    private readonly ToneSource _tone;
    private bool _isDead;

    public TakeoverPeer(IPAddress address, double tone)
    {
        _tone = new ToneSource(tone);
        var random = new Random((int)tone);
        _ports = new RtpPorts(address, RtpPortRange.Any, random, TimeProvider.System, static _ => { });
        var port = _ports.Open();
        var session = new MediaSession(port, _clock, TimeProvider.System, random, new MediaSessionOptions { Receiver = new RtpReceiverOptions { Tones = [600] } });
        _media = new PhoneMedia(session, port.LocalEndPoint, PhoneCodecs.PcmuFirst, 1);
        _endpoint = new SipEndpoint(new SipEndpointOptions { Listen = new IPEndPoint(address, 0) }, this);
    }

    public SipUri Address => _endpoint.ContactUri("switch");

    public SipCall? Call { get; private set; }

    public MediaStatistics Media => _media.Snapshot();

    public Task StartAsync() => _endpoint.StartAsync();

    public override void OnCall(SipCall incoming)
    {
        Call = incoming;
        _media.TryAnswer(incoming.RemoteSdp);
        incoming.Answer(_media.Answer!.Value);
        _media.Begin();
        _media.Speak(_tone);
    }

    /// <summary>As a power cut: no BYE, no more audio.</summary>
    public async Task<SipDialogSnapshot> DieAsync()
    {
        var snapshot = Call!.Snapshot();
        _isDead = true;
        await _endpoint.AbandonAsync();
        await _media.DisposeAsync();
        return snapshot;
    }

    /// <summary>Goes on with the other half's call; returns the status of the re-INVITE.</summary>
    public async Task<int> TakeOverAsync(SipDialogSnapshot snapshot)
    {
        Call = _endpoint.Restore(snapshot, new Quiet());
        var response = await Call.ReinviteAsync(_media.Offer());
        _media.Complete(response.Body, isFinal: true);
        _media.Speak(_tone);
        return response.Status;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isDead) await _endpoint.DisposeAsync();
        await _media.DisposeAsync();
        _ports.Dispose();
        _clock.Dispose();
    }

    private sealed class Quiet : SipCallHandler;
}
