namespace VoipControl.Sip;

/// <summary>Responses that no peer sent: what a user hears when nobody answered or nothing could be sent (RFC 3261 8.1.3.1).</summary>
internal static class SipLocalResponse
{
    public static SipResponse Create(SipRequest request, int status, string? reason = null)
    {
        var response = request.CreateResponse(status, reason);
        response.IsLocal = true;
        return response;
    }
}
