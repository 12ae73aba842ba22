using VoipControl.Core.Trunks;

namespace VoipControl.Pbx.Sip;

/// <summary>How a target is qualified with OPTIONS requests.</summary>
public sealed class QualifyOptions
{
    /// <summary>Time between two requests. Default 10 seconds, varied by a tenth.</summary>
    public int IntervalSeconds { get; set; } = 10;

    /// <summary>How long the answer is waited for. Default 2,000 milliseconds.</summary>
    public int TimeoutMilliseconds { get; set; } = 2_000;

    /// <summary>Good answers in a row that make the target up. Default 2.</summary>
    public int UpAfter { get; set; } = 2;

    /// <summary>Bad or missing answers in a row that make it down. Default 3.</summary>
    public int DownAfter { get; set; } = 3;

    /// <summary>Requests over which loss and round trips are counted. Default 60.</summary>
    public int Window { get; set; } = 60;

    /// <summary>Statuses that mean "out of service", separated by commas; any other answer means reachable. Default 503.</summary>
    public string OutOfService { get; set; } = "503";

    /// <summary>Losses of the target, not decayed, from which it is held down. Default 2.5: the third within minutes. 0 switches damping off.</summary>
    public double DampAfter { get; set; } = 2.5;

    /// <summary>Time in which the weight of past losses halves. Default 300 seconds.</summary>
    public int DampHalfLifeSeconds { get; set; } = 300;

    /// <summary>Longest time that a target which has become calm is held down. Default 1,800 seconds.</summary>
    public int DampMaxSeconds { get; set; } = 1_800;

    internal IEnumerable<string> Faults(string key)
    {
        foreach (var fault in SipOptions.Range(key + ":IntervalSeconds", IntervalSeconds, 1, 86_400)) yield return fault;
        foreach (var fault in SipOptions.Range(key + ":TimeoutMilliseconds", TimeoutMilliseconds, 100, 32_000)) yield return fault;
        if (IntervalSeconds > 0 && TimeoutMilliseconds is > 0 and <= 32_000 && TimeoutMilliseconds > IntervalSeconds * 1000L) yield return $"{key}:TimeoutMilliseconds must not be longer than IntervalSeconds";
        foreach (var fault in SipOptions.Range(key + ":UpAfter", UpAfter, 1, 100)) yield return fault;
        foreach (var fault in SipOptions.Range(key + ":DownAfter", DownAfter, 1, 100)) yield return fault;
        foreach (var fault in SipOptions.Range(key + ":Window", Window, 1, 10_000)) yield return fault;
        if (Statuses() is null) yield return $"{key}:OutOfService must be final SIP statuses separated by commas, such as 503,480, not '{OutOfService}'";
        if (DampAfter is not (0 or (>= 1 and <= 100))) yield return $"{key}:DampAfter must be 0 or 1 to 100, not {DampAfter}";
        foreach (var fault in SipOptions.Range(key + ":DampHalfLifeSeconds", DampHalfLifeSeconds, 1, 86_400)) yield return fault;
        foreach (var fault in SipOptions.Range(key + ":DampMaxSeconds", DampMaxSeconds, 1, 86_400)) yield return fault;
        // Else the penalty could never be reached (RFC 2439 section 4.2).
        if (DampAfter > 0 && DampHalfLifeSeconds > 0 && Damping() is { } damping && damping.Ceiling < damping.Suppress)
            yield return $"{key}:DampMaxSeconds is too short for DampAfter {DampAfter} and DampHalfLifeSeconds {DampHalfLifeSeconds}: the target would never be held";
    }

    internal QualifyRules Rules() => new()
    {
        UpAfter = UpAfter,
        DownAfter = DownAfter,
        Window = Window,
        OutOfService = Statuses()!,
        Damping = Damping(),
    };

    private DampingRules Damping() => DampAfter == 0 ? DampingRules.None : new DampingRules
    {
        Suppress = DampAfter * 1000,
        HalfLife = TimeSpan.FromSeconds(DampHalfLifeSeconds),
        MaxHold = TimeSpan.FromSeconds(DampMaxSeconds),
    };

    private HashSet<int>? Statuses()
    {
        var statuses = new HashSet<int>();
        foreach (var part in (OutOfService ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var status) || status is < 200 or > 699) return null;
            statuses.Add(status);
        }
        return OutOfService is null ? null : statuses;
    }
}
