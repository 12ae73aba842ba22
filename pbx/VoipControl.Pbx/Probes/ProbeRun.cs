using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using VoipControl.Core.Calls;
using VoipControl.Sip;
using VoipControl.Sip.Phone;
using VoipControl.Sip.Rtp;

namespace VoipControl.Pbx.Probes;

/// <summary>
/// Places calls, holds them, listens to them, ends them, and tells what each leg went through. One run, one object. It places
/// calls by an absolute schedule: what is late is caught up, so the rate holds over the whole run.
/// </summary>
public sealed class ProbeRun
{
    /// <summary>What callers say, Hz. Neither tone is one of a telephone network's own.</summary>
    public const int CallerTone = 600;

    /// <summary>What callees say, Hz.</summary>
    public const int CalleeTone = 850;

    /// <summary>How long the legs at the probe may outlive the calls that were ended: the switch has to end them.</summary>
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan CancelGrace = TimeSpan.FromSeconds(2);

    /// <summary>Legs that one call of ours may come back as: a fork over many telephones.</summary>
    private const int MostCallees = 100;

    private static readonly TimeSpan DigitsAfter = TimeSpan.FromSeconds(1);

    /// <summary>Both tones, and those of dial, ringing and busy signals in North America, which FreeSWITCH plays too, to tell what else was heard.</summary>
    private static readonly IReadOnlyList<double> Listened = [CallerTone, CalleeTone, 350, 440, 480];

    /// <summary>How long a mark is good: until the call has reached the switch, with room for clocks that differ.</summary>
    private static readonly TimeSpan MarkLife = TimeSpan.FromMinutes(5);

    private static readonly SipCallEnd NoAnswer = new(SipCallEndedBy.Timeout, 408);

    private readonly ProbeOptions _options;
    private readonly TimeProvider _time;
    private readonly string _mark = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
    private readonly IReadOnlyList<ProbeTarget> _targets;
    private readonly ConcurrentDictionary<int, ProbeCall> _calls = new();
    private readonly ProbeCall _strangers = new(0, "");
    private long _began;
    private TimeSpan _worstPlacing;
    private volatile bool _stopping;
    private volatile string? _notPlaced;
    private int _placed;

    /// <param name="options">What to do.</param>
    /// <param name="time">The clock; media run on real time whatever it says.</param>
    /// <exception cref="ArgumentException">The options have a fault; the message names the first.</exception>
    public ProbeRun(ProbeOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Faults().FirstOrDefault() is { } fault) throw new ArgumentException(fault, nameof(options));
        _options = options;
        _time = time;
        _targets = [.. options.To.Select(static to => ProbeTarget.TryParse(to, out var target, out _) ? target! : throw new ArgumentException(to))];
    }

    /// <summary>How far it is; may be asked at any time from any thread.</summary>
    public ProbeProgress Progress
    {
        get
        {
            var callers = _calls.Values.Select(static c => c.Caller).OfType<PhoneCall>().ToList();
            var ended = callers.Count(static c => c.Ended.IsCompleted);
            return new ProbeProgress(
                _options.Calls, Volatile.Read(ref _placed), callers.Count(static c => c.SetUpTime is not null && !c.Ended.IsCompleted), ended,
                _calls.Values.Count(static c => c is { Caller.Ended.IsCompleted: true, WasKept: false }),
                Volatile.Read(ref _began) is var began and > 0 ? _time.GetElapsedTime(began) : TimeSpan.Zero, _stopping);
        }
    }

    /// <summary>Runs to the end. When asked to stop, no more calls are placed and those that live are ended in order; the result tells of them as well.</summary>
    /// <exception cref="ProbeException">It could not begin.</exception>
    public async Task<ProbeResult> RunAsync(CancellationToken stop)
    {
        var local = _options.Listen is { Port: > 0 } given ? given : new IPEndPoint(_options.Listen?.Address ?? await OwnAddressAsync(stop).ConfigureAwait(false), 0);
        await using var callers = await StartAsync(Phone(local, CallerTone, answers: _options is { IsCallee: true, Callee: null })).ConfigureAwait(false);
        var callees = _options.Callee is { } at ? await StartAsync(Phone(at, CalleeTone, answers: true)).ConfigureAwait(false) : null;
        try
        {
            await WarmUpAsync().ConfigureAwait(false);
            foreach (var account in _options.Register) await RegisterAsync(callees ?? callers, account, stop).ConfigureAwait(false);
            return await RunAsync(callers, callees, stop).ConfigureAwait(false);
        }
        finally
        {
            if (callees is not null) await callees.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<ProbeResult> RunAsync(SipPhone callers, SipPhone? callees, CancellationToken stop)
    {
        var started = _time.GetUtcNow().UtcDateTime;
        Volatile.Write(ref _began, _time.GetTimestamp());
        var running = new List<Task>(_options.Calls);
        for (var number = 1; number <= _options.Calls; number++)
        {
            var due = TimeSpan.FromSeconds((number - 1) / _options.Rate);
            if (!await WaitAsync(due - _time.GetElapsedTime(_began), stop).ConfigureAwait(false)) break;
            var late = _time.GetElapsedTime(_began) - due;
            if (late > _worstPlacing) _worstPlacing = late;
            running.Add(CallAsync(callers, number, stop));
            // Those that talk are heard to their end: their figures are what the run is for.
            if (_notPlaced is not null) break;
        }

        await Task.WhenAll(running).ConfigureAwait(false);
        _stopping = true;
        await EndCalleesAsync().ConfigureAwait(false);
        var took = _time.GetElapsedTime(_began);
        var legs = ProbeSummary.Judge([.. _calls.Values.SelectMany(Legs), .. _strangers.Callees.Select(c => Leg(_strangers, c, ProbeSide.Callee))], _options.MaxGap);
        MediaClock[] clocks = callees is null ? [callers.Clock] : [callers.Clock, callees.Clock];
        var lateness = new ProbeLateness(clocks.Sum(static c => c.LateTicks), clocks.Sum(static c => c.SkippedTicks), _worstPlacing);
        return new ProbeResult(started, took, stop.IsCancellationRequested, ProbeSummary.Of(legs), lateness, legs) { NotPlaced = _notPlaced };
    }

    /// <summary>One call, from INVITE to end.</summary>
    private async Task CallAsync(SipPhone phone, int number, CancellationToken stop)
    {
        var target = _targets[(number - 1) % _targets.Count];
        var uri = target.Of(number);
        var call = _calls[number] = new ProbeCall(number, uri.ToString());
        PhoneCall leg;
        try
        {
            leg = call.Caller = phone.Place(uri, CallOptions(phone, number));
        }
        catch (SocketException e)
        {
            _calls.TryRemove(number, out _);
            _notPlaced = $"call {number} has no port for its audio ({e.Message}): place fewer at once, or raise the limit of open files (ulimit -n)";
            return;
        }

        Interlocked.Increment(ref _placed);
        // The phone cancels what rings too long; the moment more is for its answer to that.
        if (await UntilAsync(leg.Answered, _options.RingTimeout + CancelGrace, stop).ConfigureAwait(false) && await leg.Answered.ConfigureAwait(false))
        {
            var digits = _options.Digits.Length > 0 ? DialAsync(leg, stop) : Task.CompletedTask;
            await UntilAsync(leg.Ended, _options.Hold, stop).ConfigureAwait(false);
            await digits.ConfigureAwait(false);
        }

        call.BeginEnd();
        // A callee that is not there never lets a call be cancelled (RFC 3261 9.1), and it would ring for timer B's 32 seconds.
        if (!leg.Ended.IsCompleted) await UntilAsync(leg.HangUpAsync(), EndGrace, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task DialAsync(PhoneCall leg, CancellationToken stop)
    {
        if (await UntilAsync(leg.Ended, DigitsAfter, stop).ConfigureAwait(false) || leg.Ended.IsCompleted) return;
        try
        {
            await leg.SendDigitsAsync(_options.Digits, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException)
        {
            // Stopped, ended meanwhile, or the far end takes no digits: the other leg's digits tell.
        }
    }

    /// <summary>A call reached the probe.</summary>
    private async Task AnswerAsync(PhoneCall leg)
    {
        var call = CallOf(leg.Invite.Headers[ProbeOptions.MarkHeader]);
        if (!(call ?? _strangers).TryAdd(leg, call is null ? _options.StrangerLimit : MostCallees))
        {
            leg.Reject(480);
            return;
        }
        if (_options.AnswerAfter > TimeSpan.Zero)
        {
            leg.Ring();
            await UntilAsync(leg.Ended, _options.AnswerAfter, CancellationToken.None).ConfigureAwait(false);
        }

        leg.Answer();
        await leg.Ended.ConfigureAwait(false);
    }

    // The mark is a stranger's text as long as it does not match: nothing of it is kept.
    private ProbeCall? CallOf(string? mark) =>
        mark is not null && mark.StartsWith(_mark + "-", StringComparison.Ordinal)
        && int.TryParse(mark.AsSpan(_mark.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? _calls.GetValueOrDefault(number)
            : null;

    /// <summary>The switch ends the legs at the probe when the callers have hung up; those that it forgets are ended here.</summary>
    private async Task EndCalleesAsync()
    {
        _strangers.BeginEnd();
        var legs = _calls.Values.SelectMany(static c => c.Callees).Concat(_strangers.Callees).ToList();
        await UntilAsync(Task.WhenAll(legs.Select(static l => l.Ended)), EndGrace, CancellationToken.None).ConfigureAwait(false);
        var forgotten = Task.WhenAll(legs.Where(static l => !l.Ended.IsCompleted).Select(static l => l.HangUpAsync()));
        await UntilAsync(forgotten, EndGrace, CancellationToken.None).ConfigureAwait(false);
    }

    private IEnumerable<ProbeLeg> Legs(ProbeCall call) =>
        [.. call.Caller is { } caller ? [Leg(call, caller, ProbeSide.Caller)] : Array.Empty<ProbeLeg>(), .. call.Callees.Select(c => Leg(call, c, ProbeSide.Callee))];

    private ProbeLeg Leg(ProbeCall call, PhoneCall leg, ProbeSide side)
    {
        var media = call.Media(leg);
        var heard = media.Received;
        // The silence that lasts at the end counts as much as one between two packets.
        var gap = heard.LongestSilence;
        var end = leg.Ended.IsCompletedSuccessfully ? leg.Ended.Result : NoAnswer;
        return new ProbeLeg
        {
            Call = call.Number,
            Side = side,
            To = side == ProbeSide.Caller ? call.To : leg.Invite.Uri.ToString(),
            CallId = leg.CallId,
            StartedAt = leg.StartedUtc.UtcDateTime,
            Ring = leg.TimeToRing,
            SetUp = leg.SetUpTime,
            Kept = call.Kept(leg) && leg.SetUpTime is not null,
            Sent = media.PacketsSent,
            Received = heard.Packets,
            Lost = heard.Lost,
            Jitter = TimeSpan.FromMilliseconds(heard.JitterMilliseconds),
            LargestGap = gap?.Length ?? TimeSpan.Zero,
            LargestGapAt = gap?.Utc.UtcDateTime,
            Tones = [.. heard.Tones.Select(static t => (int)Math.Round(t.Frequency))],
            ExpectedTone = call.Number > 0 && call.Callees.Count > 0 ? side == ProbeSide.Caller ? CalleeTone : CallerTone : null,
            Digits = string.Concat(heard.Digits.Select(static d => d.Digit)),
            EndedBy = ProbeCause.WordOf(end.By),
            Cause = ProbeCause.Of(end),
            MediaChanges = leg.MediaChanges,
        };
    }

    private PhoneCallOptions CallOptions(SipPhone phone, int number)
    {
        var mark = string.Create(CultureInfo.InvariantCulture, $"{_mark}-{number}");
        var from = _options.From is { } account ? SipAddress.Of(new SipUri(account.User, account.Domain)) : SipAddress.Of(phone.Address);
        List<SipHeader> headers = [new(ProbeOptions.MarkHeader, mark), .. _options.Headers.Select(static h => new SipHeader(h.Key, h.Value))];
        if (_options.TestMark is { } marks)
            headers.Add(new SipHeader(TestMark.Header, marks.Create(CallPurpose.Probe, mark, (_time.GetUtcNow() + _options.RingTimeout + MarkLife).UtcDateTime)));
        return new PhoneCallOptions
        {
            From = from,
            Credentials = _options.From is { Password.Length: > 0 } caller ? new SipCredentials(caller.User, caller.Password) : null,
            Headers = headers,
            Sound = static () => new ToneSource(CallerTone),
            RingTimeout = _options.RingTimeout,
        };
    }

    private SipPhoneOptions Phone(IPEndPoint at, int tone, bool answers) => new()
    {
        Listen = at,
        User = "probe",
        UserAgent = "VoipControl probe",
        Proxy = _options.Proxy is { } proxy ? new SipHop(SipProtocol.Udp, proxy) : null,
        // Callers name their own tone, so that one phone can be both.
        Sound = answers ? static () => new ToneSource(CalleeTone) : () => new ToneSource(tone),
        ListenFor = Listened,
        Codecs = _options.PreferALaw ? PhoneCodecs.PcmaFirst : PhoneCodecs.PcmuFirst,
        Incoming = answers ? AnswerAsync : IncomingCalls.Reject(480),
        // Both legs of every call may be on one phone, and a fork brings more.
        MaxCalls = 3 * ProbeOptions.MostCalls,
    };

    // The first call of a process waits until its code is compiled, 100 ms and more: here a call to ourselves does, so that no
    // call of the run shows it.
    private async Task WarmUpAsync()
    {
        await using var phone = await StartAsync(new SipPhoneOptions { ListenFor = Listened, Incoming = IncomingCalls.Answer() }).ConfigureAwait(false);
        var call = await phone.CallAsync(phone.Address).ConfigureAwait(false);
        await call.HangUpAsync().ConfigureAwait(false);
    }

    private async Task<SipPhone> StartAsync(SipPhoneOptions options)
    {
        var phone = new SipPhone(options, _time);
        try
        {
            await phone.StartAsync().ConfigureAwait(false);
            return phone;
        }
        catch (SocketException e)
        {
            await phone.DisposeAsync().ConfigureAwait(false);
            throw new ProbeException($"{options.Listen} cannot be listened on: {e.Message}. Choose another address or port.", e);
        }
    }

    private static async Task RegisterAsync(SipPhone phone, ProbeAccount account, CancellationToken stop)
    {
        var registration = await phone.RegisterAsync(new PhoneAccount(new SipUri(account.User, account.Domain), new SipCredentials(account.User, account.Password)), stop).ConfigureAwait(false);
        if (registration is { State: not SipRegistrationState.Registered, LastResponse: { } refusal })
            throw new ProbeException($"{account} could not be registered: {(refusal.IsLocal ? "no answer came" : $"{refusal.Status} {refusal.Reason}")}.");
    }

    /// <summary>The address of this machine that leads to the proxy or the first target.</summary>
    private async Task<IPAddress> OwnAddressAsync(CancellationToken stop)
    {
        var host = _targets[0].Of(1).Host.Trim('[', ']');
        try
        {
            var remote = _options.Proxy?.Address ?? (IPAddress.TryParse(host, out var literal) ? literal : (await Dns.GetHostAddressesAsync(host, stop).ConfigureAwait(false))[0]);
            using var socket = new Socket(remote.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            // Sends nothing: it asks the routing table.
            await socket.ConnectAsync(new IPEndPoint(remote, 5060), stop).ConfigureAwait(false);
            return ((IPEndPoint)socket.LocalEndPoint!).Address;
        }
        catch (SocketException e)
        {
            throw new ProbeException($"{host} cannot be reached from here: {e.Message}. Name our own address with --listen, or the way with --proxy.", e);
        }
    }

    /// <summary>Waits; false when asked to stop.</summary>
    private async Task<bool> WaitAsync(TimeSpan length, CancellationToken stop)
    {
        if (stop.IsCancellationRequested) return false;
        if (length <= TimeSpan.Zero) return true;
        await Task.Delay(length, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stop.IsCancellationRequested;
    }

    /// <summary>Waits for something, for a time, or to be stopped; true when it came.</summary>
    private async Task<bool> UntilAsync(Task what, TimeSpan limit, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var wait = Task.Delay(limit, _time, over.Token);
        var came = await Task.WhenAny(what, wait).ConfigureAwait(false) == what;
        await over.CancelAsync().ConfigureAwait(false);
        return came;
    }
}
