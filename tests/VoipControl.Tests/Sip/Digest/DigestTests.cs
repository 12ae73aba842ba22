using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Sip.Digest;

namespace VoipControl.Tests.Sip.Digest;

internal sealed class DigestTests
{
    // RFC 2617 3.5.
    [Test]
    public void The_example_of_RFC_2617_comes_out()
    {
        string secret = DigestResponse.Secret(DigestAlgorithm.Md5, "Mufasa", "testrealm@host.com", "Circle Of Life");
        string response = DigestResponse.Compute(DigestAlgorithm.Md5, secret, "dcd98b7102dd2f0e8b11d0f600bfb0c093", "GET", "/dir/index.html", "auth", "0a4f113b", 1);
        Assert.That(response, Is.EqualTo("6629fae49393a05397450978507c4ef1"));
    }

    // RFC 7616 3.9.1.
    [TestCase(DigestAlgorithm.Md5, "8ca523f5e9506fed4657c9700eebdbec")]
    [TestCase(DigestAlgorithm.Sha256, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    public void The_examples_of_RFC_7616_come_out(DigestAlgorithm algorithm, string expected)
    {
        string secret = DigestResponse.Secret(algorithm, "Mufasa", "http-auth@example.org", "Circle of Life");
        string response = DigestResponse.Compute(
            algorithm, secret, "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", "GET", "/dir/index.html", "auth", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", 1);
        Assert.That(response, Is.EqualTo(expected));
    }

    [Test]
    public void The_example_of_RFC_2069_form_has_no_count()
    {
        string secret = DigestResponse.Secret(DigestAlgorithm.Md5, "Mufasa", "testrealm@host.com", "Circle Of Life");
        string response = DigestResponse.Compute(DigestAlgorithm.Md5, secret, "dcd98b7102dd2f0e8b11d0f600bfb0c093", "GET", "/dir/index.html");
        Assert.That(response, Is.EqualTo("670fd8c2df070c60b045671b8b24ff02"));
    }

    [Test]
    public void A_session_secret_depends_on_the_nonces()
    {
        string secret = DigestResponse.Secret(DigestAlgorithm.Md5Sess, "u", "r", "p");
        Assert.That(
            DigestResponse.Compute(DigestAlgorithm.Md5Sess, secret, "n", "REGISTER", "sip:r", "auth", "c", 1),
            Is.Not.EqualTo(DigestResponse.Compute(DigestAlgorithm.Md5, secret, "n", "REGISTER", "sip:r", "auth", "c", 1)));
    }

    [Test]
    public void The_challenge_of_a_real_FreeSWITCH_is_read()
    {
        bool read = DigestChallenge.TryParse("Digest realm=\"192.0.2.5\", nonce=\"3a5c\", stale=true, algorithm=MD5, qop=\"auth\"", out DigestChallenge? challenge);
        Assert.That((read, challenge!.Realm, challenge.Nonce, challenge.IsStale, challenge.Algorithm, challenge.OffersAuth),
            Is.EqualTo((true, "192.0.2.5", "3a5c", true, DigestAlgorithm.Md5, true)));
    }

    [TestCase("Basic realm=\"x\"")]
    [TestCase("Digest")]
    [TestCase("Digest realm=\"x\"")]
    [TestCase("Digest realm=\"x, nonce=\"y\"")]
    [TestCase("Digest realm=x y, nonce=z")]
    [TestCase("Digest realm=\"x\", realm=\"y\", nonce=\"z\"")]
    [TestCase(null)]
    public void What_is_no_challenge_is_refused(string? text) => Assert.That(DigestChallenge.TryParse(text, out _), Is.False);

    [TestCase("Digest realm=\"x\", nonce=\"y\", algorithm=SHA-512-256", false)]
    [TestCase("Digest realm=\"x\", nonce=\"y\", qop=\"auth-int\"", false)]
    [TestCase("Digest realm=\"x\", nonce=\"y\", qop=\"auth-int, auth\", algorithm=sha-256", true)]
    [TestCase("digest\trealm = \"x\" ,nonce= \"y\"", true)]
    public void A_challenge_tells_whether_it_can_be_answered(string text, bool supported)
    {
        _ = DigestChallenge.TryParse(text, out DigestChallenge? challenge);
        Assert.That(challenge!.IsSupported, Is.EqualTo(supported));
    }

    [Test]
    public void Credentials_are_quoted_as_others_read_them()
    {
        var credentials = new DigestCredentials
        {
            UserName = "a\"b",
            Realm = "r",
            Nonce = "n",
            Uri = "sip:r",
            Response = "ff",
            ClientNonce = "c",
            NonceCount = 26,
            Qop = "auth",
            Opaque = "o",
        };
        Assert.That(credentials.ToHeaderValue(), Is.EqualTo(
            "Digest username=\"a\\\"b\", realm=\"r\", nonce=\"n\", uri=\"sip:r\", response=\"ff\", algorithm=MD5, cnonce=\"c\", qop=auth, nc=0000001a, opaque=\"o\""));
    }

    [Test]
    public void Credentials_read_as_they_were_written()
    {
        var credentials = new DigestCredentials
        {
            UserName = "a",
            Realm = "r",
            Nonce = "n",
            Uri = "sip:r",
            Response = "ff",
            Algorithm = DigestAlgorithm.Sha256,
            ClientNonce = "c",
            NonceCount = 26,
            Qop = "auth",
        };
        _ = DigestCredentials.TryParse(credentials.ToHeaderValue(), out DigestCredentials? read);
        Assert.That(read, Is.EqualTo(credentials));
    }

    [TestCase("nc=1")]
    [TestCase("nc=0000000g")]
    [TestCase("nc=\" 000001\"")]
    [TestCase("x=1")]
    public void A_count_is_eight_hexadecimal_digits(string count) =>
        Assert.That(DigestCredentials.TryParse($"Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:r\", response=\"ff\", cnonce=\"c\", qop=auth, {count}", out _), Is.False);

    [Test]
    public void Credentials_in_a_trace_show_no_hash()
    {
        var credentials = new DigestCredentials { UserName = "u", Realm = "r", Nonce = "nonce", Uri = "sip:r", Response = "hash" };
        Assert.That(credentials.ToString(), Is.EqualTo("Digest credentials of u in r"));
    }

    [Test]
    public void A_clock_that_is_put_back_locks_nobody_out()
    {
        var time = new SteppedTime();
        var server = new DigestServer(
            new DigestServerOptions { Realm = "test", MaxNonces = 2 }, static (user, algorithm) => DigestResponse.Secret(algorithm, user, "test", "secret"), time);
        for (int i = 0; i < 5; i++)
            Assert.That(Authenticate(server), Is.EqualTo(DigestVerdict.Accepted));
        time.Offset = TimeSpan.FromHours(-1);
        Assert.That(Authenticate(server), Is.EqualTo(DigestVerdict.Accepted));
    }

    [Test]
    public void A_clock_that_is_put_forward_makes_no_nonce_old()
    {
        var time = new SteppedTime();
        var server = new DigestServer(
            new DigestServerOptions { Realm = "test" }, static (user, algorithm) => DigestResponse.Secret(algorithm, user, "test", "secret"), time);
        Assert.That(Authenticate(server, () => time.Offset = TimeSpan.FromHours(1)), Is.EqualTo(DigestVerdict.Accepted));
    }

    private static DigestVerdict Authenticate(DigestServer server, Action? between = null)
    {
        var request = new SipRequest(SipMethods.Register, SipUri.Parse("sip:test"));
        var challenge = new SipResponse(401);
        server.AddChallenges(challenge, stale: false);
        between?.Invoke();
        new DigestClient("1001", "secret").Begin().TryAnswer(challenge, request);
        return server.Check(request, out _);
    }

    /// <summary>UTC is stepped, as by an operator or a time server; the monotonic clock is not.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private long _ticks;

        public TimeSpan Offset { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        // A millisecond later each time that it is asked.
        public override long GetTimestamp() => _ticks += TimeSpan.TicksPerMillisecond;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(50).AddTicks(GetTimestamp()) + Offset;
    }
}
