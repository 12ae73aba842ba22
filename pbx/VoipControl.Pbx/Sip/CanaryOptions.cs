using System.Globalization;
using VoipControl.Core.Trunks;

namespace VoipControl.Pbx.Sip;

/// <summary>One canary call.</summary>
public sealed class CanaryOptions
{
    /// <summary>What is called: a number at the target, or a whole SIP URI.</summary>
    public string To { get; set; } = "";

    /// <summary>What the far end does: Loop (the call comes back to our own callee), Echo, or Tone.</summary>
    public CanaryMode Mode { get; set; } = CanaryMode.Echo;

    /// <summary>Time between two calls. Default 15 minutes, varied by a fifth. Not used where Daily has times.</summary>
    public int IntervalMinutes { get; set; } = 15;

    /// <summary>Times of the day instead, UTC, as `06:30`; each varied by up to a minute.</summary>
    public List<string> Daily { get; } = [];

    /// <summary>Frequency that we send. Default 1,004 Hz.</summary>
    public int SendHertz { get; set; } = 1004;

    /// <summary>Frequency that our callee (Loop) or the far end (Tone) sends. Default 700 Hz.</summary>
    public int FarHertz { get; set; } = 700;

    /// <summary>How long an answered call is held. Default 5 seconds.</summary>
    public int HoldSeconds { get; set; } = 5;

    /// <summary>How long the answer is waited for. Default 30 seconds.</summary>
    public int AnswerSeconds { get; set; } = 30;

    /// <summary>Set-up time above which a call is slow. Default 8,000 milliseconds.</summary>
    public int SetUpLimitMilliseconds { get; set; } = 8_000;

    /// <summary>Final SIP status that is right where the call is to be refused, such as 486; 0 (default): it is to be answered.</summary>
    public int ExpectedStatus { get; set; }

    /// <summary>User part of the caller's address, 1 to 64 characters. Default `canary`.</summary>
    public string From { get; set; } = "canary";

    /// <summary>User name for digest authentication; empty: the caller's.</summary>
    public string Username { get; set; } = "";

    /// <summary>Password for digest authentication; empty: a challenge is a refusal.</summary>
    public string Password { get; set; } = "";

    internal IEnumerable<string> Faults(string key)
    {
        if (!TargetOptions.IsSipUri(To) && !IsUser(To)) yield return $"{key}:To must be a number or a SIP URI, not '{To}'";
        if (!Enum.IsDefined(Mode)) yield return $"{key}:Mode must be Loop, Echo or Tone, not '{Mode}'";
        foreach (var fault in SipOptions.Range(key + ":IntervalMinutes", IntervalMinutes, 1, 10_080)) yield return fault;
        if (Daily.Count > 96) yield return $"{key}:Daily must have at most 96 times, not {Daily.Count}";
        foreach (var time in Daily)
            if (!TryTime(time, out _)) yield return $"{key}:Daily must have times such as 06:30, not '{time}'";
        // The voice band of G.711, and tones that a decoder can tell apart.
        foreach (var fault in SipOptions.Range(key + ":SendHertz", SendHertz, 300, 3_400)) yield return fault;
        foreach (var fault in SipOptions.Range(key + ":FarHertz", FarHertz, 300, 3_400)) yield return fault;
        if (Mode == CanaryMode.Loop && Math.Abs(SendHertz - FarHertz) < 100) yield return $"{key}:FarHertz must differ from SendHertz by at least 100";
        foreach (var fault in SipOptions.Range(key + ":HoldSeconds", HoldSeconds, 1, 300)) yield return fault;
        foreach (var fault in SipOptions.Range(key + ":AnswerSeconds", AnswerSeconds, 1, 180)) yield return fault;
        foreach (var fault in SipOptions.Range(key + ":SetUpLimitMilliseconds", SetUpLimitMilliseconds, 100, 180_000)) yield return fault;
        if (ExpectedStatus is not (0 or (>= 300 and <= 699))) yield return $"{key}:ExpectedStatus must be 0 or 300 to 699, not {ExpectedStatus}";
        if (!IsUser(From)) yield return $"{key}:From must be 1 to 64 letters, digits, '+', '-', '_' or '.', not '{From}'";
        if (Username is null or { Length: > 128 } || Username.Any(char.IsControl)) yield return $"{key}:Username must have at most 128 characters and no control characters";
        if (Password is null or { Length: > 256 } || Password.Any(char.IsControl)) yield return $"{key}:Password must have at most 256 characters and no control characters";
    }

    internal CanaryTimetable Timetable() => new(TimeSpan.FromMinutes(IntervalMinutes), [.. Daily.Select(static t => TryTime(t, out var time) ? time : default)]);

    /// <param name="target">URI of the target, at which a plain number is called.</param>
    internal CanaryPlan Plan(string target) => new()
    {
        To = TargetOptions.IsSipUri(To) ? To : $"sip:{To}@{target["sip:".Length..].Split('@')[^1]}",
        Mode = Mode,
        SendHz = SendHertz,
        FarHz = FarHertz,
        Hold = TimeSpan.FromSeconds(HoldSeconds),
        AnswerLimit = TimeSpan.FromSeconds(AnswerSeconds),
        SetUpLimit = TimeSpan.FromMilliseconds(SetUpLimitMilliseconds),
        ExpectedStatus = ExpectedStatus == 0 ? null : ExpectedStatus,
    };

    private static bool TryTime(string? text, out TimeOnly time) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    private static bool IsUser(string? text) =>
        text is { Length: > 0 and <= 64 } && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '_' or '.' or '*');
}
