namespace VoipControl.Esl;

/// <summary>What a HEARTBEAT event says about its switch (send_heartbeat in switch_core.c).</summary>
public sealed record EslHeartbeat(Guid CoreUuid, TimeSpan Uptime, int Sessions, int SessionsSinceStart, int MaxSessions, double IdleCpu)
{
    private static readonly EslHeaderSet s_headers = new(
        "Core-UUID", "Uptime-msec", "Session-Count", "Session-Since-Startup", "Max-Sessions", "Idle-CPU");

    /// <summary>Reads the event; false when it is no complete heartbeat.</summary>
    public static bool TryRead(EslEvent received, out EslHeartbeat? heartbeat)
    {
        heartbeat = null;
        ArgumentNullException.ThrowIfNull(received);
        if (!received.Name.Equals("HEARTBEAT"u8))
            return false;
        var values = new EslValue[s_headers.Count];
        if (received.Read(s_headers, values) < s_headers.Count
            || !values[0].TryGetGuid(out Guid core)
            || !values[1].TryGetInt64(out long milliseconds)
            || milliseconds is < 0 or > 315_360_000_000_000)
        {
            return false;
        }

        heartbeat = new EslHeartbeat(
            core,
            TimeSpan.FromMilliseconds(milliseconds),
            Int(values[2]),
            Int(values[3]),
            Int(values[4]),
            EslResponses.Decimal(values[5].ToString()));
        return true;
    }

    private static int Int(EslValue value) => value.TryGetInt64(out long number) && number is >= 0 and <= int.MaxValue ? (int)number : 0;
}
