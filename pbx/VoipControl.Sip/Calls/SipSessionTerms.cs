using System.Globalization;

namespace VoipControl.Sip;

/// <summary>A session timer as two user agents agreed on it (RFC 4028).</summary>
/// <param name="Expires">The session is dead when nobody refreshes it for so long.</param>
/// <param name="WeRefresh">Who refreshes: we, or the peer.</param>
internal sealed record SipSessionTerms(TimeSpan Expires, bool WeRefresh)
{
    /// <summary>The refresher sends its request at half time (RFC 4028 7.2, 10).</summary>
    public TimeSpan RefreshAfter => Expires / 2;

    /// <summary>When the session is given up: by the refresher at the end, by the other a little before it (RFC 4028 10).</summary>
    public TimeSpan ExpireAfter =>
        WeRefresh ? Expires : Expires - (Expires / 3 < TimeSpan.FromSeconds(32) ? Expires / 3 : TimeSpan.FromSeconds(32));

    /// <summary>What a 2xx to our request says; null for no timer.</summary>
    public static SipSessionTerms? OfResponse(SipResponse response) =>
        Read(response) is var (seconds, refresher) ? new SipSessionTerms(TimeSpan.FromSeconds(seconds), refresher != "uas") : null;

    /// <summary>What we agree to when the peer's request asks for a timer; null when it does not.</summary>
    public static SipSessionTerms? OfRequest(SipRequest request)
    {
        if (Read(request) is not var (seconds, refresher))
            return null;
        // A peer that does not know timers (a proxy put the header in) cannot refresh (RFC 4028 table 2).
        var peerRefreshes = SupportsTimer(request) && refresher != "uas";
        return new SipSessionTerms(TimeSpan.FromSeconds(seconds), !peerRefreshes);
    }

    public static bool SupportsTimer(SipRequest request) =>
        request.Headers.Values(SipHeaderNames.Supported).Concat(request.Headers.Values(SipHeaderNames.Require))
            .Any(option => option.Equals("timer", StringComparison.OrdinalIgnoreCase));

    /// <summary>The peer asks for less than we agree to; only one that knows timers can be asked for more (RFC 4028 9).</summary>
    public static bool IsTooShort(SipRequest request, TimeSpan least) =>
        SupportsTimer(request) && OfRequest(request) is { } terms && terms.Expires < least;

    /// <summary>The Session-Expires of a message of ours: who refreshes is told by role in that transaction.</summary>
    public string Header(bool weAreClient) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)Expires.TotalSeconds};refresher={(weAreClient == WeRefresh ? "uac" : "uas")}");

    private static (int Seconds, string? Refresher)? Read(SipMessage message)
    {
        if (message.Headers[SipHeaderNames.SessionExpires] is not { } value)
            return null;
        var parts = value.Split(';', StringSplitOptions.TrimEntries);
        // Zero would make us refresh without end; a day is as good as no timer.
        if (!int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds < 1)
            return null;
        var refresher = parts.FirstOrDefault(part => part.StartsWith("refresher=", StringComparison.OrdinalIgnoreCase));
        return (Math.Min(seconds, 86_400), refresher?[10..].ToLowerInvariant());
    }
}
