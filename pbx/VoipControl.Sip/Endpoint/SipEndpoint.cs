using System.Net;

namespace VoipControl.Sip;

/// <summary>
/// A SIP user agent at one address: places and takes calls, sends and answers requests. One loop handles everything in order
/// (see <see cref="SipLoop"/>): public methods may be called from any thread and take effect there; handlers run there and
/// must not block. Not a proxy, and silent until <see cref="StartAsync"/>.
/// </summary>
/// <remarks>RFC 3261 with 3515, 3581, 3891, 4028, 6026; UDP and TCP.</remarks>
public sealed class SipEndpoint : IAsyncDisposable
{
    private readonly SipEndpointHandler _handler;
    private readonly SipLoop _loop;
    private readonly SipTimerQueue _timers;
    private readonly SipInbox _inbox;
    private readonly SipCounters _counters = new();
    private SipUdpTransport? _udp;
    private SipTcpTransport? _tcp;
    private string _sentBy = "";
    private bool _stopped;
    private Task? _stopping;

    /// <param name="options">Where it listens, and its limits.</param>
    /// <param name="handler">What is done with what comes in.</param>
    /// <param name="time">The clock; default the system's.</param>
    /// <param name="random">
    /// A seeded source of tags, branches and Call-IDs for tests that repeat a run. Default: the cryptographic generator,
    /// because whoever can guess them can end a call.
    /// </param>
    public SipEndpoint(SipEndpointOptions options, SipEndpointHandler handler, TimeProvider? time = null, Random? random = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        if (options.AdvertisedHost is null && (options.Listen.Address.Equals(IPAddress.Any) || options.Listen.Address.Equals(IPAddress.IPv6Any)))
            throw new ArgumentException("AdvertisedHost is needed when listening on every address: peers must be told one.", nameof(options));
        Options = options;
        Time = time ?? TimeProvider.System;
        Identifiers = new SipIdentifiers(random);
        _handler = handler;
        _loop = new SipLoop(options.MaxWaitingDatagrams, received => _inbox!.Receive(received), Fail);
        _timers = new SipTimerQueue(Time, _loop.Post);
        Transactions = new SipTransactions(options.Timers, _timers, SendBytes, _loop.Post, _counters);
        var resolver = new SipResolver(options, options.Listen.AddressFamily, Time, _loop.Post);
        Sender = new SipSender(options, Transactions, resolver, Identifiers, () => _sentBy);
        Calls = new SipCallTable();
        _inbox = new SipInbox(this, handler, _counters);
    }

    /// <summary>Where it listens; the port is known after <see cref="StartAsync"/>.</summary>
    public IPEndPoint LocalEndpoint => _udp?.Local ?? Options.Listen;

    /// <summary>Its counts.</summary>
    public SipStatistics Statistics => new(
        _counters.Received, _counters.Bad, _counters.Refused, _counters.Unanswered, _counters.Stray, _loop.Dropped,
        _counters.Retransmitted, _counters.Absorbed, Transactions.ClientCount, Transactions.ServerCount, Calls.Count,
        _tcp?.Connections ?? 0);

    /// <summary>Nothing is sent or received any more.</summary>
    internal bool IsStopped => _stopped;

    internal SipEndpointOptions Options { get; }

    internal TimeProvider Time { get; }

    internal SipIdentifiers Identifiers { get; }

    internal SipTransactions Transactions { get; }

    internal SipSender Sender { get; }

    internal SipCallTable Calls { get; }

    /// <summary>Binds the sockets and begins to receive. A port that is taken is a <see cref="System.Net.Sockets.SocketException"/>.</summary>
    public Task StartAsync()
    {
        if (_udp is not null)
            throw new InvalidOperationException("The endpoint was started before.");
        // With port 0 the system picks one for UDP that TCP may find taken: then another pair is tried.
        for (var attempt = 0; ; attempt++)
        {
            var udp = new SipUdpTransport(Options.Listen, _loop.Offer);
            try
            {
                if (Options.Tcp)
                {
                    var local = new IPEndPoint(Options.Listen.Address, udp.Local.Port);
                    _tcp = new SipTcpTransport(
                        local, Options.MaxConnections, Options.ConnectionIdleLimit, Options.Limits, Time, _loop.Take);
                }

                _udp = udp;
                break;
            }
            catch (System.Net.Sockets.SocketException) when (Options.Listen.Port == 0 && attempt < 10)
            {
                udp.Close();
            }
            catch
            {
                udp.Close();
                throw;
            }
        }

        var host = Options.AdvertisedHost ?? Options.Listen.Address.ToString();
        if (host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('['))
            host = $"[{host}]";
        _sentBy = $"{host}:{Options.AdvertisedPort ?? LocalEndpoint.Port}";
        _udp.Start();
        _tcp?.Start();
        return Task.CompletedTask;
    }

    /// <summary>The URI that peers reach us by.</summary>
    public SipUri ContactUri(string? user, SipProtocol protocol = SipProtocol.Udp)
    {
        var colon = _sentBy.LastIndexOf(':');
        if (colon < 0)
            throw new InvalidOperationException("The endpoint has no address before it is started.");
        var uri = new SipUri(user, _sentBy[..colon], int.Parse(_sentBy.AsSpan(colon + 1), provider: null));
        return protocol == SipProtocol.Tcp ? uri.WithParameter("transport", "tcp") : uri;
    }

    /// <summary>
    /// Sends a request outside calls, any method but INVITE, and waits for its final response. From, To, Call-ID, CSeq, Via
    /// and Max-Forwards are filled in where absent; a challenge is answered once with the options' credentials. Nobody
    /// answering is a local 408, nothing to be sent a local 503: the task fails only by cancellation.
    /// </summary>
    public Task<SipResponse> RequestAsync(SipRequest request, SipRequestOptions? options = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Method is SipMethods.Invite or SipMethods.Ack or SipMethods.Cancel)
            throw new ArgumentException($"{request.Method} belongs to a call.", nameof(request));
        var exchange = new SipExchange(this, request, options ?? new SipRequestOptions());
        return exchange.RunAsync(cancel);
    }

    /// <summary>Asks a peer whether it is there (RFC 3261 11).</summary>
    public async Task<SipOptionsResult> OptionsAsync(SipUri target, SipRequestOptions? options = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        var request = new SipRequest(SipMethods.Options, target);
        request.Headers.Add(SipHeaderNames.Accept, "application/sdp");
        var began = Time.GetTimestamp();
        var response = await RequestAsync(request, options, cancel).ConfigureAwait(false);
        return new SipOptionsResult(response, Time.GetElapsedTime(began));
    }

    /// <summary>Places a call. It is returned at once; what becomes of it, also its failure, goes to the handler.</summary>
    public SipCall Place(SipCallSetup setup, SipCallHandler handler)
    {
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentNullException.ThrowIfNull(handler);
        var call = SipCall.Outgoing(this, setup, handler);
        Post(call.Start);
        return call;
    }

    /// <summary>
    /// Goes on with a confirmed call that another endpoint (perhaps dead) has set up. Nothing is sent: a re-INVITE
    /// (<see cref="SipCall.ReinviteAsync"/>) tells the peer where the call lives now. Our CSeq makes a leap, because the
    /// snapshot may be older than the other endpoint's last request, and a peer refuses what is not higher (RFC 3261 12.2.2).
    /// </summary>
    public SipCall Restore(SipDialogSnapshot snapshot, SipCallHandler handler, SipCredentials? credentials = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(handler);
        var call = SipCall.Restored(this, snapshot, handler, credentials);
        Post(call.Resume);
        return call;
    }

    /// <summary>Runs something on the loop, after everything posted before and before the next received message.</summary>
    public void Post(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        _loop.Post(work);
    }

    /// <summary>
    /// Stops without a word to anybody, as a power cut would: peers keep their calls, which another endpoint may
    /// <see cref="Restore"/>. Handlers hear that their calls ended.
    /// </summary>
    public Task AbandonAsync() => StopAsync(sayGoodbye: false);

    /// <summary>Hangs up every call (once, without waiting for the peers' answers) and stops.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(sayGoodbye: true).ConfigureAwait(false);

    internal SipResponse CreateResponse(SipRequest request, int status, string? reason = null, string? toTag = null)
    {
        var response = request.CreateResponse(status, reason, toTag);
        if (Options.UserAgent.Length > 0)
            response.Headers.Add(SipHeaderNames.Server, Options.UserAgent);
        if (status is 405 or 501 || (request.Method == SipMethods.Options && response.IsSuccess))
            response.Headers.Add(SipHeaderNames.Allow, SipSender.Allow);
        if (request.Method == SipMethods.Options && response.IsSuccess)
            response.Headers.Add(SipHeaderNames.Supported, SipSender.Supported);
        return response;
    }

    /// <summary>Sends bytes that no transaction repeats.</summary>
    internal void SendBytes(ReadOnlyMemory<byte> bytes, SipHop hop, Action? failed)
    {
        if (_stopped)
            return;
        if (hop.Protocol == SipProtocol.Tcp)
        {
            if (_tcp is null)
                failed?.Invoke();
            else
                _tcp.Send(bytes, hop.Remote, failed);
        }
        else if (_udp is not { } udp || !udp.Send(bytes.Span, hop.Remote))
        {
            failed?.Invoke();
        }
    }

    /// <summary>Calls a handler; what it throws is told to the endpoint's handler and stops nothing.</summary>
    internal void Guard(Action handler)
    {
        try
        {
            handler();
        }
        catch (Exception error)
        {
            Fail(error);
        }
    }

    private Task StopAsync(bool sayGoodbye)
    {
        lock (_counters)
            return _stopping ??= StopOnceAsync(sayGoodbye);
    }

    private async Task StopOnceAsync(bool sayGoodbye)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            _stopped = !sayGoodbye;
            foreach (var call in Calls.All)
                Guard(() => call.Stop(sayGoodbye));
            _stopped = true;
            Transactions.Stop();
            done.SetResult();
        });
        await done.Task.ConfigureAwait(false);
        _timers.Dispose();
        if (_udp is not null)
            await _udp.DisposeAsync().ConfigureAwait(false);
        if (_tcp is not null)
            await _tcp.DisposeAsync().ConfigureAwait(false);
    }

    private void Fail(Exception error)
    {
        try
        {
            _handler.OnError(error);
        }
        catch (Exception)
        {
            // A handler that fails while it is told of a failure has nobody left to tell; the loop must live.
        }
    }
}
