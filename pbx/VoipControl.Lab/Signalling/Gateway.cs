using System.Globalization;
using VoipControl.Sip;

namespace VoipControl.Lab.Signalling;

/// <summary>One trunk: whether it answers OPTIONS, whether it let us register.</summary>
internal sealed class Gateway(SipPlane plane, LabGateway settings) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private SipRegistration? _registration;

    public LabGateway Settings => settings;

    /// <summary>False once it left an OPTIONS unanswered or answered one with a failure.</summary>
    public bool Up { get; private set; } = true;

    /// <summary>NOREG, REGED, TRYING or FAIL_WAIT, as <c>sofia status</c> has it.</summary>
    public string State => _registration switch
    {
        null => "NOREG",
        { State: SipRegistrationState.Registered } => "REGED",
        { State: SipRegistrationState.Failed } => "FAIL_WAIT",
        _ => "TRYING",
    };

    /// <summary>Last round trip of an OPTIONS in milliseconds.</summary>
    public double PingMilliseconds { get; private set; }

    public void Start()
    {
        if (settings is { Register: true, Username: { } user, Password: { } password }
            && SipUri.TryParse($"sip:{user}@{settings.Proxy}", out var address))
            _registration = plane.Register(address, new SipCredentials(user, password));
        if (settings.PingSeconds > 0)
            _ = PingAsync();
    }

    /// <summary>Asks and registers no more.</summary>
    public void Dispose()
    {
        if (_stop.IsCancellationRequested)
            return;
        _stop.Cancel();
        _stop.Dispose();
        _ = _registration?.DisposeAsync().AsTask();
    }

    private async Task PingAsync()
    {
        var stop = _stop.Token;
        var target = SipUri.Parse($"sip:{settings.Proxy}");
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(settings.PingSeconds), plane.Life.Core.Time);
        try
        {
            do
            {
                var result = await plane.Endpoint.OptionsAsync(target, null, stop).ConfigureAwait(false);
                // sofia_handle_sip_r_options: what lives answers 200, 404, 486…; 503, 408 and silence are down.
                var up = result.IsAlive && result.Status is not (408 or 500 or 503);
                PingMilliseconds = result.RoundTrip.TotalMilliseconds;
                Tell(up, result);
            }
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private void Tell(bool up, SipOptionsResult result)
    {
        if (up == Up)
            return;
        Up = up;
        var core = plane.Life.Core;
        lock (core.Gate)
        {
            core.Fire(core.NewEvent("CUSTOM", "sofia_reg.c", "sofia_reg_fire_custom_gateway_state_event", 156, "sofia::gateway_state")
                .Add("Gateway", settings.Name)
                .Add("State", State)
                .Add("Ping-Status", up ? "UP" : "DOWN")
                .Add("Phrase", result.Response.Reason)
                .Add("Status", result.Status.ToString(CultureInfo.InvariantCulture)));
        }
    }
}
