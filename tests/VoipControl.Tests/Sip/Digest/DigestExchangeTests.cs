using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Sip.Digest;
using VoipControl.Testing;

namespace VoipControl.Tests.Sip.Digest;

/// <summary>Client and server against each other.</summary>
internal sealed class DigestExchangeTests
{
    private FakeTimeProvider _time = null!;
    private DigestServer _server = null!;
    private DigestClient _client = null!;

    [SetUp]
    public void Make()
    {
        _time = new FakeTimeProvider();
        _server = Server(DigestAlgorithm.Md5);
        _client = new DigestClient("alice", "secret");
    }

    private DigestServer Server(params DigestAlgorithm[] algorithms) => new(
        new DigestServerOptions { Realm = "home", Algorithms = algorithms, MaxNonces = 2 },
        (user, algorithm) => user == "alice" ? DigestResponse.Secret(algorithm, user, "home", "secret") : null,
        _time);

    private static SipRequest Register() => new(SipMethods.Register, SipUri.Parse("sip:home"));

    private SipResponse Challenge(bool stale = false, int status = 401)
    {
        var response = new SipResponse(status);
        _server.AddChallenges(response, stale);
        return response;
    }

    private SipRequest Answered()
    {
        SipRequest next = Register();
        Assert.That(_client.Begin().TryAnswer(Challenge(), next), Is.True);
        return next;
    }

    private DigestVerdict Check(SipRequest request) => _server.Check(request, out _);

    [Test]
    public void A_right_password_is_accepted_with_its_user()
    {
        DigestVerdict verdict = _server.Check(Answered(), out string? user);
        Assert.That((verdict, user), Is.EqualTo((DigestVerdict.Accepted, "alice")));
    }

    [TestCase(DigestAlgorithm.Sha256)]
    [TestCase(DigestAlgorithm.Md5Sess)]
    [TestCase(DigestAlgorithm.Sha256Sess)]
    public void Every_algorithm_is_accepted(DigestAlgorithm algorithm)
    {
        _server = Server(algorithm);
        Assert.That(Check(Answered()), Is.EqualTo(DigestVerdict.Accepted));
    }

    [Test]
    public void A_request_without_credentials_is_to_be_challenged() => Assert.That(Check(Register()), Is.EqualTo(DigestVerdict.Missing));

    [Test]
    public void A_wrong_password_is_wrong()
    {
        _client = new DigestClient("alice", "guess");
        Assert.That(Check(Answered()), Is.EqualTo(DigestVerdict.Wrong));
    }

    [Test]
    public void An_unknown_user_is_wrong()
    {
        _client = new DigestClient("mallory", "secret");
        Assert.That(Check(Answered()), Is.EqualTo(DigestVerdict.Wrong));
    }

    [Test]
    public void The_same_credentials_are_not_accepted_twice()
    {
        SipRequest request = Answered();
        Check(request);
        Assert.That(Check(request), Is.EqualTo(DigestVerdict.Stale));
    }

    [Test]
    public void A_known_nonce_is_used_again_with_a_higher_count()
    {
        Check(Answered());
        SipRequest second = Register();
        _client.Begin().Prepare(second);
        Assert.That(second.Headers[SipHeaderNames.Authorization], Does.Contain("nc=00000002"));
        Assert.That(Check(second), Is.EqualTo(DigestVerdict.Accepted));
    }

    [Test]
    public void Requests_that_overtake_each_other_are_both_accepted()
    {
        SipRequest first = Answered();
        SipRequest second = Register();
        _client.Begin().Prepare(second);
        Assert.That((Check(second), Check(first)), Is.EqualTo((DigestVerdict.Accepted, DigestVerdict.Accepted)));
    }

    [Test]
    public void An_old_nonce_is_stale_and_answered_once_more()
    {
        DigestExchange exchange = _client.Begin();
        SipRequest next = Register();
        exchange.TryAnswer(Challenge(), next);
        _time.Advance(TimeSpan.FromMinutes(6));
        DigestVerdict old = Check(next);
        bool again = exchange.TryAnswer(Challenge(stale: true), next);
        Assert.That((old, again, Check(next)), Is.EqualTo((DigestVerdict.Stale, true, DigestVerdict.Accepted)));
    }

    [Test]
    public void A_nonce_of_another_server_is_stale()
    {
        SipRequest request = Answered();
        _server = Server(DigestAlgorithm.Md5);
        Assert.That(Check(request), Is.EqualTo(DigestVerdict.Stale));
    }

    [Test]
    public void A_refused_answer_is_not_given_again()
    {
        DigestExchange exchange = _client.Begin();
        SipRequest next = Register();
        exchange.TryAnswer(Challenge(), next);
        Assert.That(exchange.TryAnswer(Challenge(), next), Is.False);
    }

    [Test]
    public void A_server_that_always_says_stale_does_not_loop()
    {
        DigestExchange exchange = _client.Begin();
        SipRequest next = Register();
        int answers = 0;
        while (exchange.TryAnswer(Challenge(stale: true), next))
            answers++;
        Assert.That(answers, Is.EqualTo(2));
    }

    [Test]
    public void A_server_that_makes_up_realms_does_not_loop()
    {
        DigestExchange exchange = _client.Begin();
        int answers = 0;
        while (answers < 100)
        {
            var response = new SipResponse(401);
            response.Headers.Add("WWW-Authenticate", $"Digest realm=\"r{answers}\", nonce=\"n\"");
            if (!exchange.TryAnswer(response, Register()))
                break;
            answers++;
        }

        Assert.That(answers, Is.EqualTo(6));
    }

    [Test]
    public void A_proxy_and_the_server_behind_it_are_both_answered()
    {
        DigestExchange exchange = _client.Begin();
        SipRequest next = Register();
        exchange.TryAnswer(Challenge(status: 407), next);
        exchange.TryAnswer(Challenge(status: 401), next);
        Assert.That((next.Headers.Fields("Proxy-Authorization").Count(), next.Headers.Fields("Authorization").Count()), Is.EqualTo((1, 1)));
    }

    [Test]
    public void The_uppermost_challenge_that_is_known_is_answered()
    {
        var response = new SipResponse(401);
        response.Headers.Add("WWW-Authenticate", "Digest realm=\"home\", nonce=\"1\", algorithm=SHA-512-256, qop=\"auth\"");
        response.Headers.Add("WWW-Authenticate", "Digest realm=\"home\", nonce=\"2\", algorithm=SHA-256, qop=\"auth\"");
        response.Headers.Add("WWW-Authenticate", "Digest realm=\"home\", nonce=\"3\", algorithm=MD5, qop=\"auth\"");
        SipRequest next = Register();
        _client.Begin().TryAnswer(response, next);
        Assert.That(next.Headers.Fields("Authorization").Single(), Does.Contain("algorithm=SHA-256").And.Contain("nonce=\"2\""));
    }

    [Test]
    public void A_response_that_is_no_challenge_is_not_answered() =>
        Assert.That(_client.Begin().TryAnswer(new SipResponse(401), Register()), Is.False);

    [Test]
    public void A_forgotten_nonce_cannot_be_used_again()
    {
        SipRequest first = Answered();
        Check(first);
        for (int i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Check(Answered());
        }

        Assert.That(Check(first), Is.EqualTo(DigestVerdict.Stale));
    }

    [TestCase("AAAA")]
    [TestCase("not base64 url!")]
    [TestCase("")]
    public void A_made_up_nonce_is_stale_at_best(string nonce)
    {
        string secret = DigestResponse.Secret(DigestAlgorithm.Md5, "alice", "home", "secret");
        var credentials = new DigestCredentials
        {
            UserName = "alice",
            Realm = "home",
            Nonce = nonce,
            Uri = "sip:home",
            ClientNonce = "c",
            NonceCount = 1,
            Qop = "auth",
            Response = DigestResponse.Compute(DigestAlgorithm.Md5, secret, nonce, "REGISTER", "sip:home", "auth", "c", 1),
        };
        SipRequest request = Register();
        request.Headers.Add("Authorization", credentials.ToHeaderValue());
        Assert.That(Check(request), Is.EqualTo(DigestVerdict.Stale));
    }
}
