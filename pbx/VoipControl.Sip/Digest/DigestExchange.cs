namespace VoipControl.Sip.Digest;

/// <summary>
/// The authentication of one request: first with what is remembered, then an answer to each realm's challenge, and one more when that answer's
/// nonce was called stale. Then it is over: neither a wrong password nor a server that makes up realms loops.
/// </summary>
public sealed class DigestExchange
{
    // The user agent's own realm and a few proxies on the way, each with one stale nonce.
    private const int MaxAnswers = 6;

    private readonly DigestClient _client;
    private readonly Dictionary<(string HeaderName, string Realm), int> _answers = [];
    private int _rounds;

    internal DigestExchange(DigestClient client) => _client = client;

    /// <summary>Before the first sending: adds credentials for realms met before.</summary>
    public void Prepare(SipRequest request) => _client.Authorize(request);

    /// <summary>
    /// After a 401 or 407: adds credentials to the request that is sent next, a copy with a new CSeq, in the place of those it may hold. Of the
    /// challenges of a realm the uppermost that is known here is answered: they stand in the server's order of preference (RFC 8760 2.4).
    /// </summary>
    /// <returns>False when the response is no challenge, none of it can be answered, or the answer was refused already.</returns>
    public bool TryAnswer(SipResponse response, SipRequest next)
    {
        (string challengeName, string answerName) = response.Status switch
        {
            SipStatus.Unauthorized => (SipHeaderNames.WwwAuthenticate, SipHeaderNames.Authorization),
            SipStatus.ProxyAuthenticationRequired => (SipHeaderNames.ProxyAuthenticate, SipHeaderNames.ProxyAuthorization),
            _ => ("", ""),
        };
        List<DigestChallenge> challenges = answerName.Length == 0 ? [] : Choose(response, challengeName);
        if (challenges.Count == 0 || ++_rounds > MaxAnswers || challenges.Exists(c => !MayAnswer(answerName, c)))
            return false;
        foreach (DigestChallenge challenge in challenges)
            _client.Remember(answerName, challenge);
        _client.Authorize(next);
        return true;
    }

    private bool MayAnswer(string answerName, DigestChallenge challenge)
    {
        int before = _answers.GetValueOrDefault((answerName, challenge.Realm));
        _answers[(answerName, challenge.Realm)] = before + 1;
        return before == 0 || before == 1 && challenge.IsStale;
    }

    private static List<DigestChallenge> Choose(SipResponse response, string name)
    {
        var chosen = new List<DigestChallenge>();
        foreach (string field in response.Headers.Fields(name))
        {
            if (DigestChallenge.TryParse(field, out DigestChallenge? challenge) && challenge.IsSupported && !chosen.Exists(c => c.Realm == challenge.Realm))
                chosen.Add(challenge);
        }

        return chosen;
    }
}
