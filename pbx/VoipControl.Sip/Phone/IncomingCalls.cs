namespace VoipControl.Sip.Phone;

/// <summary>The usual ways to handle a call that came in (<see cref="SipPhoneOptions.Incoming"/>).</summary>
public static class IncomingCalls
{
    /// <summary>Rings, then answers and leaves the call to the far end.</summary>
    /// <param name="ringing">How long it rings; zero: it is answered at once, without ringing.</param>
    /// <param name="earlyMedia">Speaks already while it rings (183 with a session description).</param>
    /// <param name="time">Measures the ringing; null: the system's clock.</param>
    public static Func<PhoneCall, Task> Answer(TimeSpan ringing = default, bool earlyMedia = false, TimeProvider? time = null) => async call =>
    {
        if (ringing > TimeSpan.Zero)
        {
            call.Ring(earlyMedia);
            await Task.WhenAny(call.Ended, Task.Delay(ringing, time ?? TimeProvider.System)).ConfigureAwait(false);
        }

        call.Answer();
        await call.Ended.ConfigureAwait(false);
    };

    /// <summary>Refuses at once.</summary>
    /// <param name="status">486 busy, 480 nobody there, 603 declined, …</param>
    public static Func<PhoneCall, Task> Reject(int status) => call =>
    {
        call.Reject(status);
        return Task.CompletedTask;
    };

    /// <summary>Rings until the caller gives up.</summary>
    public static Func<PhoneCall, Task> RingForEver() => call =>
    {
        call.Ring();
        return call.Ended;
    };
}
