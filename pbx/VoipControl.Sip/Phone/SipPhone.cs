using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using VoipControl.Sip.Rtp;

namespace VoipControl.Sip.Phone;

/// <summary>
/// A telephone without a person: one SIP endpoint, one media clock, many calls at once. It places and takes calls, speaks and
/// listens, holds, transfers, registers. Everything that comes from the network is bounded by the endpoint beneath it.
/// </summary>
public sealed class SipPhone : IAsyncDisposable
{
    /// <summary>How long the far ends get to acknowledge the end of their calls when the phone is disposed.</summary>
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);

    private const int KeptErrors = 50;

    private readonly TimeProvider _time;
    private readonly SipEndpoint _endpoint;
    private readonly MediaClock _clock;
    private readonly RtpPorts _ports;
    private readonly Lock _randomGate = new();
    private readonly Random _random;
    private readonly ConcurrentDictionary<PhoneCall, byte> _calls = new();
    private readonly ConcurrentQueue<Exception> _errors = new();
    private readonly List<SipRegistration> _registrations = [];
    private int _disposed;

    /// <param name="options">Who it is.</param>
    /// <param name="time">The clock; default the system's. Media run on real time whatever it says.</param>
    /// <param name="random">Identifiers of RTP streams; default seeded by the system.</param>
    /// <exception cref="ArgumentException">The options name no address that peers can be told.</exception>
    public SipPhone(SipPhoneOptions options, TimeProvider? time = null, Random? random = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var isAny = options.Listen.Address.Equals(IPAddress.Any) || options.Listen.Address.Equals(IPAddress.IPv6Any);
        if (isAny && options.AdvertisedAddress is null) throw new ArgumentException("AdvertisedAddress is needed when listening on every address: peers must be told one.", nameof(options));
        Options = options;
        _time = time ?? TimeProvider.System;
        _random = random ?? new Random();
        _clock = new MediaClock(_time, Fail);
        _ports = new RtpPorts(options.Listen.Address, options.MediaPorts, new Random(_random.Next()), _time, Fail);
        _endpoint = new SipEndpoint(
            new SipEndpointOptions
            {
                Listen = options.Listen,
                AdvertisedHost = options.AdvertisedAddress?.ToString(),
                UserAgent = options.UserAgent,
                MaxCalls = options.MaxCalls,
                Timers = options.Timers,
            },
            new PhoneEvents(this),
            _time);
    }

    /// <summary>As given.</summary>
    public SipPhoneOptions Options { get; }

    /// <summary>Where it listens; the port is known after <see cref="StartAsync"/>.</summary>
    public IPEndPoint LocalEndpoint => _endpoint.LocalEndpoint;

    /// <summary>The address that peers reach it by, of its own user.</summary>
    public SipUri Address => _endpoint.ContactUri(Options.User);

    /// <summary>Calls that live.</summary>
    public IReadOnlyCollection<PhoneCall> Calls => [.. _calls.Keys];

    /// <summary>Paces the media of all calls; its late ticks tell how late this machine is.</summary>
    public MediaClock Clock => _clock;

    /// <summary>Counts of the endpoint.</summary>
    public SipStatistics Statistics => _endpoint.Statistics;

    /// <summary>The latest defects met, of the phone's own or of its handlers; empty when all is well.</summary>
    public IReadOnlyCollection<Exception> Errors => [.. _errors];

    /// <summary>Begins to listen. A port that is taken is a <see cref="SocketException"/>.</summary>
    public Task StartAsync() => _endpoint.StartAsync();

    /// <summary>Places a call and returns at once; <see cref="PhoneCall.Answered"/> and <see cref="PhoneCall.Ended"/> tell what becomes of it.</summary>
    /// <exception cref="SocketException">There is no port left for its media.</exception>
    /// <exception cref="InvalidOperationException">The phone was not started.</exception>
    public PhoneCall Place(SipUri to, PhoneCallOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(to);
        options ??= new PhoneCallOptions();
        // Before a port is taken: a phone that was not started has no address.
        var from = options.From ?? SipAddress.Of(Address);
        var media = CreateMedia(options.Codecs ?? Options.Codecs);
        var call = new PhoneCall(this, SipCallDirection.Outgoing, media, options.Sound ?? Options.Sound, _time);
        var setup = new SipCallSetup
        {
            To = to,
            From = from,
            Sdp = options.LateOffer ? default : media.Offer(),
            Headers = options.Headers,
            Credentials = options.Credentials,
            Target = options.Proxy ?? Options.Proxy,
            SessionExpires = options.SessionTimer,
            RingLimit = options.RingTimeout,
        };
        _calls[call] = 0;
        call.Attach(_endpoint.Place(setup, new PhoneCallEvents(this, call, media)));
        return call;
    }

    /// <summary>Places a call and waits until it is answered or over (<see cref="PhoneCall.Answered"/> tells which).</summary>
    /// <exception cref="OperationCanceledException">Given up; the call is hung up.</exception>
    public async Task<PhoneCall> CallAsync(SipUri to, PhoneCallOptions? options = null, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        var call = Place(to, options);
        try
        {
            await call.Answered.WaitAsync(cancel).ConfigureAwait(false);
            return call;
        }
        catch (OperationCanceledException)
        {
            call.Sip.HangUp();
            throw;
        }
    }

    /// <summary>Registers an account and keeps it registered until the phone is disposed, which unregisters it.</summary>
    /// <returns>Ends with the first answer; its state tells whether it is registered.</returns>
    public async Task<SipRegistration> RegisterAsync(PhoneAccount account, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(account);
        var registration = new SipRegistration(_endpoint, new SipRegistrationOptions
        {
            Registrar = account.Address.WithUser(null),
            AddressOfRecord = account.Address,
            Credentials = account.Credentials,
            Target = account.Registrar ?? Options.Proxy,
            Expires = account.Expires,
        });
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        registration.Changed += (_, _) =>
        {
            if (registration.State is SipRegistrationState.Registered or SipRegistrationState.Failed) answered.TrySetResult();
        };
        lock (_registrations) _registrations.Add(registration);
        registration.Start();
        await answered.Task.WaitAsync(cancel).ConfigureAwait(false);
        return registration;
    }

    /// <summary>Asks a peer whether it is there.</summary>
    public Task<SipOptionsResult> OptionsAsync(SipUri target, CancellationToken cancel = default) =>
        _endpoint.OptionsAsync(target, new SipRequestOptions { Target = Options.Proxy }, cancel);

    /// <summary>Unregisters, hangs up every call, and waits a moment for the far ends to acknowledge it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        List<SipRegistration> registrations;
        lock (_registrations)
        {
            registrations = [.. _registrations];
            _registrations.Clear();
        }

        await Task.WhenAll(registrations.Select(static r => r.DisposeAsync().AsTask())).ConfigureAwait(false);
        var calls = Calls;
        foreach (var call in calls) call.SipOrNull?.HangUp();
        var all = Task.WhenAll(calls.Select(static c => c.Ended));
        await Task.WhenAny(all, Task.Delay(Goodbye, _time)).ConfigureAwait(false);
        await _endpoint.DisposeAsync().ConfigureAwait(false);
        // Also those that came in meanwhile: with the endpoint gone there are no others.
        foreach (var (call, _) in _calls) await call.MediaOf.DisposeAsync().ConfigureAwait(false);
        _ports.Dispose();
        _clock.Dispose();
    }

    /// <summary>A call came in; on the endpoint's loop.</summary>
    internal void Take(SipCall incoming)
    {
        PhoneMedia media;
        try
        {
            media = CreateMedia(Options.Codecs);
        }
        catch (SocketException e)
        {
            Fail(e);
            incoming.Reject(503);
            return;
        }

        var offer = incoming.RemoteSdp;
        if (!offer.IsEmpty && !media.TryAnswer(offer))
        {
            incoming.Reject(488);
            _ = DisposeAsync(media);
            return;
        }

        var call = new PhoneCall(this, SipCallDirection.Incoming, media, Options.Sound, _time);
        call.Attach(incoming);
        incoming.Handler = new PhoneCallEvents(this, call, media);
        _calls[call] = 0;
        // Apart from the loop: a handler may take its time.
        _ = Task.Run(() => HandleAsync(call));
    }

    /// <summary>The far end of a call sends us elsewhere (RFC 3515); on the endpoint's loop.</summary>
    internal void Follow(PhoneCall call, SipReferRequest refer)
    {
        refer.Accept();
        List<SipHeader> headers = [];
        if (refer.Replaces is { } replaces) headers.Add(new SipHeader(SipHeaderNames.Replaces, replaces.ToString()));
        if (refer.ReferredBy is { } by) headers.Add(new SipHeader(SipHeaderNames.ReferredBy, by));
        PhoneCall successor;
        try
        {
            successor = Place(refer.Target, new PhoneCallOptions { From = call.Sip.LocalParty, Headers = headers });
        }
        catch (SocketException e)
        {
            Fail(e);
            refer.Notify(503);
            return;
        }

        call.WhenReferred(successor);
        _ = NotifyAsync();

        async Task NotifyAsync()
        {
            if (await successor.Answered.ConfigureAwait(false)) refer.Notify(200);
            else refer.Notify((await successor.Ended.ConfigureAwait(false)).Status is >= 300 and var status ? status : 487);
        }
    }

    /// <summary>A call is over; on the endpoint's loop.</summary>
    internal void Forget(PhoneCall call)
    {
        _calls.TryRemove(call, out _);
        _ = DisposeAsync(call.MediaOf);
    }

    internal void Fail(Exception error)
    {
        _errors.Enqueue(error);
        while (_errors.Count > KeptErrors) _errors.TryDequeue(out _);
    }

    private PhoneMedia CreateMedia(PhoneCodecs codecs)
    {
        lock (_randomGate)
        {
            var port = _ports.Open();
            var told = new IPEndPoint(Options.AdvertisedAddress ?? port.LocalEndPoint.Address, port.LocalEndPoint.Port);
            var session = new MediaSession(port, _clock, _time, _random, new MediaSessionOptions { Receiver = new RtpReceiverOptions { Tones = Options.ListenFor } });
            return new PhoneMedia(session, told, codecs, _random.NextInt64(1, int.MaxValue));
        }
    }

    private async Task HandleAsync(PhoneCall call)
    {
        try
        {
            if (call.Sip.Replaces is { } replaced)
            {
                // RFC 3891 section 3: the new call is answered at once and takes the old one's place.
                call.Answer();
                replaced.HangUp();
                return;
            }

            await Options.Incoming(call).ConfigureAwait(false);
            if (call.State is not (SipCallState.Confirmed or SipCallState.Ended)) call.Reject(480);
        }
        catch (Exception e)
        {
            Fail(e);
            if (call.State is SipCallState.Confirmed) call.Sip.HangUp();
            else if (call.State is not SipCallState.Ended) call.Reject(500);
        }
    }

    private async Task DisposeAsync(PhoneMedia media)
    {
        try
        {
            await media.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }
}
