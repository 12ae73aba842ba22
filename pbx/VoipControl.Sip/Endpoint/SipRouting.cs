namespace VoipControl.Sip;

/// <summary>Route sets: where a request is addressed and where it goes (RFC 3261 8.1.2, 12.2.1.1, 16.12).</summary>
internal static class SipRouting
{
    /// <summary>
    /// Puts the route set on a request. A first router that is not loose (RFC 2543's strict routing) gets its own URI as
    /// Request-URI, and the target goes to the end of the Route header.
    /// </summary>
    public static void Apply(SipRequest request, SipUri target, IReadOnlyList<SipAddress> routes)
    {
        if (routes.Count == 0)
        {
            request.Uri = target;
            return;
        }

        if (routes[0].Uri.IsLooseRouter)
        {
            request.Uri = target;
            foreach (var route in routes)
                request.Headers.Add(SipHeaderNames.Route, route.ToString());
            return;
        }

        request.Uri = routes[0].Uri;
        foreach (var route in routes.Skip(1))
            request.Headers.Add(SipHeaderNames.Route, route.ToString());
        request.Headers.Add(SipHeaderNames.Route, $"<{target}>");
    }

    /// <summary>
    /// Where a request that its owner has given Route headers goes next (RFC 3261 8.1.2). Within a dialog the dialog knows:
    /// behind a strict router the first Route left is not the next hop.
    /// </summary>
    public static SipUri NextHop(SipRequest request) =>
        request.Routes is [var first, ..] && first.Uri.IsLooseRouter ? first.Uri : request.Uri;
}
