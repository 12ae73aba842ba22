using System.Globalization;
using VoipControl.Sip.Digest;

namespace VoipControl.Sip;

/// <summary>
/// Keeps one address of record registered (RFC 3261 10.2): answers the challenge, takes the registrar's expiry, refreshes
/// before it ends, tries again after failures with growing pauses, and unregisters when disposed.
/// </summary>
public sealed class SipRegistration : IAsyncDisposable
{
    // A binding that is granted for longer is refreshed all the same: timers of the system do not wait for months.
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    // A registrar that is gone must not keep a telephone from being put away for the 32 s of timer F.
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(5);

    private readonly SipEndpoint _endpoint;
    private readonly SipRegistrationOptions _options;
    private readonly CancellationTokenSource _stop = new();
    private readonly DigestClient? _digest;
    private readonly string _callId;
    private readonly string _tag;
    private uint _sequence;
    private int _failures;
    private TimeSpan _expires;
    private Task _running = Task.CompletedTask;
    private volatile SipRegistrationState _state;

    /// <param name="endpoint">Who registers; must be started.</param>
    /// <param name="options">What and where.</param>
    public SipRegistration(SipEndpoint endpoint, SipRegistrationOptions options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(options);
        _endpoint = endpoint;
        _options = options;
        // RFC 3261 10.2: all of one user agent's registrations share a Call-ID and count up their CSeq.
        _callId = endpoint.Identifiers.CallId();
        _tag = endpoint.Identifiers.Tag();
        _sequence = endpoint.Identifiers.Sequence();
        _expires = options.Expires;
        _digest = options.Credentials?.CreateClient();
    }

    /// <summary>How it stands.</summary>
    public SipRegistrationState State => _state;

    /// <summary>The latest final response to a REGISTER; local when nobody answered.</summary>
    public SipResponse? LastResponse { get; private set; }

    /// <summary>Raised after each REGISTER, on the endpoint's loop: it must not block.</summary>
    public event EventHandler? Changed;

    /// <summary>Begins; the first REGISTER goes at once.</summary>
    /// <exception cref="InvalidOperationException">It was started before, or the endpoint was not.</exception>
    public void Start()
    {
        if (_state != SipRegistrationState.Off)
            throw new InvalidOperationException("The registration was started before.");
        // Throws here, where it is told, and not in the loop.
        _ = _endpoint.ContactUri(_options.AddressOfRecord.User);
        SetState(SipRegistrationState.Registering);
        _running = RunAsync(_stop.Token);
    }

    /// <summary>Takes the registration back (one REGISTER with Expires 0, when there is something to take back) and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        if (_state == SipRegistrationState.Registered)
            await RegisterAsync(TimeSpan.Zero, CancellationToken.None, Goodbye).ConfigureAwait(false);
        SetState(SipRegistrationState.Off);
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var pause = await RefreshAsync(stop).ConfigureAwait(false);
                await Task.Delay(pause, _endpoint.Time, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    // One REGISTER, twice when the registrar wants a longer time; returns how long until the next.
    private async Task<TimeSpan> RefreshAsync(CancellationToken stop)
    {
        var response = await RegisterAsync(_expires, stop).ConfigureAwait(false);
        if (response.Status == 423 && Seconds(response.Headers[SipHeaderNames.MinExpires]) is { } least && least > _expires)
        {
            _expires = least;
            response = await RegisterAsync(_expires, stop).ConfigureAwait(false);
        }

        LastResponse = response;
        if (response.IsSuccess)
        {
            _failures = 0;
            SetState(SipRegistrationState.Registered);
            return RefreshAfter(Granted(response));
        }

        _failures++;
        SetState(SipRegistrationState.Failed);
        return Pause(
            _failures, _endpoint.Identifiers.Between(75, 126), Seconds(response.Headers[SipHeaderNames.RetryAfter]), _options.FirstPause, _options.LongestPause);
    }

    private Task<SipResponse> RegisterAsync(TimeSpan expires, CancellationToken cancel, TimeSpan? timeout = null)
    {
        var seconds = ((int)expires.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var protocol = _options.Protocol ?? _options.Target?.Protocol
            ?? (_options.Registrar.Transport?.Equals("tcp", StringComparison.OrdinalIgnoreCase) == true ? SipProtocol.Tcp : SipProtocol.Udp);
        var request = new SipRequest(SipMethods.Register, _options.Registrar);
        request.Headers.Add(SipHeaderNames.From, SipAddress.Of(_options.AddressOfRecord).WithTag(_tag).ToString());
        request.Headers.Add(SipHeaderNames.To, SipAddress.Of(_options.AddressOfRecord).ToString());
        request.Headers.Add(SipHeaderNames.CallId, _callId);
        request.Headers.Add(SipHeaderNames.CSeq, $"{_sequence} {SipMethods.Register}");
        request.Headers.Add(SipHeaderNames.Contact, $"<{_endpoint.ContactUri(_options.AddressOfRecord.User, protocol)}>;expires={seconds}");
        request.Headers.Add(SipHeaderNames.Expires, seconds);
        request.Headers.Add(SipHeaderNames.Allow, SipSender.Allow);
        // Answers to challenges take the numbers after it; an exchange has at most seven rounds.
        _sequence += 8;
        return _endpoint.RequestAsync(
            request, new SipRequestOptions { Target = _options.Target, Protocol = _options.Protocol, Digest = _digest, Timeout = timeout }, cancel);
    }

    // Our own Contact's expires parameter goes before the Expires header (RFC 3261 10.2.4).
    private TimeSpan Granted(SipResponse response)
    {
        var user = _options.AddressOfRecord.User;
        var ours = _endpoint.ContactUri(user);
        var contact = response.Contacts.FirstOrDefault(
            candidate => candidate.Uri.User == user && candidate.Uri.Host == ours.Host && candidate.Uri.Port == ours.Port);
        return Seconds(contact?.Parameters["expires"]) ?? Seconds(response.Headers[SipHeaderNames.Expires]) ?? _expires;
    }

    // Well before the end, so that a lost REGISTER and its repetitions (32 s) still fit when the time allows it.
    internal static TimeSpan RefreshAfter(TimeSpan granted) =>
        granted > Day ? RefreshAfter(Day)
        : granted > TimeSpan.FromSeconds(120) ? granted - TimeSpan.FromSeconds(60)
        : granted > TimeSpan.FromSeconds(2) ? granted / 2
        : TimeSpan.FromSeconds(1);

    /// <summary>Doubled with each failure, more or less by chance: telephones that lost the same registrar must not come back together.</summary>
    internal static TimeSpan Pause(int failures, int percent, TimeSpan? retryAfter, TimeSpan first, TimeSpan longest)
    {
        var doubled = first * Math.Pow(2, Math.Min(failures - 1, 16));
        var pause = (doubled < longest ? doubled : longest) * (percent / 100.0);
        return retryAfter > pause && retryAfter < longest ? retryAfter.Value : pause;
    }

    private void SetState(SipRegistrationState state)
    {
        _state = state;
        _endpoint.Post(() => Changed?.Invoke(this, EventArgs.Empty));
    }

    private static TimeSpan? Seconds(string? text)
    {
        var digits = text.AsSpan().Trim();
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? digits : digits[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }
}
