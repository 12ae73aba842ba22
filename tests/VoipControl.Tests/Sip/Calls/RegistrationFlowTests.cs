using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Sip.Digest;
using VoipControl.Testing;
using VoipControl.Testing.Sip;

namespace VoipControl.Tests.Sip.Calls;

/// <summary>The registration flows of RFC 3665 section 2, over loopback UDP, against a registrar that asks for a password.</summary>
public sealed class RegistrationFlowTests
{
    private SipPath _path = null!;
    private SipParty _phone = null!;
    private SipParty _registrar = null!;
    private DigestServer _digest = null!;
    private int _granted;
    private int _least;
    private readonly List<string> _bindings = [];

    [SetUp]
    public async Task SetUp()
    {
        _path = new SipPath();
        (_phone, _registrar) = await SipParty.PairAsync(_path);
        _digest = new DigestServer(
            new DigestServerOptions { Realm = "test" },
            (user, algorithm) => user == "1001" ? DigestResponse.Secret(algorithm, user, "test", "secret") : null, TimeProvider.System);
        _granted = 3600;
        _least = 0;
        _bindings.Clear();
        _registrar.Requested = Register;
    }

    [TearDown]
    public async Task TearDown()
    {
        await _phone.DisposeAsync();
        await _registrar.DisposeAsync();
        await _path.DisposeAsync();
    }

    private void Register(SipIncomingRequest incoming)
    {
        var verdict = _digest.Check(incoming.Request, out _);
        if (verdict != DigestVerdict.Accepted)
        {
            var challenge = incoming.CreateResponse(verdict == DigestVerdict.Wrong ? 403 : 401);
            if (challenge.Status == 401)
                _digest.AddChallenges(challenge, verdict == DigestVerdict.Stale);
            incoming.Respond(challenge);
            return;
        }

        var expires = incoming.Request.Expires ?? 3600;
        if (expires > 0 && expires < _least)
        {
            var brief = incoming.CreateResponse(423);
            brief.Headers.Add(SipHeaderNames.MinExpires, $"{_least}");
            incoming.Respond(brief);
            return;
        }

        var contacts = incoming.Request.Contacts.Select(contact => contact.Uri.ToString()).ToList();
        if (expires == 0 || incoming.Request.IsContactStar)
            _bindings.Clear();
        else if (contacts.Count > 0 && !_bindings.Contains(contacts[0]))
            _bindings.AddRange(contacts);
        var response = incoming.CreateResponse(200);
        foreach (var binding in _bindings)
            response.Headers.Add(SipHeaderNames.Contact, $"<{binding}>;expires={Math.Min(_granted, expires)}");
        incoming.Respond(response);
    }

    private SipRegistration Registration(string password = "secret", Func<SipRegistrationOptions, SipRegistrationOptions>? change = null)
    {
        var options = new SipRegistrationOptions
        {
            Registrar = SipUri.Parse($"sip:{_path.Right}"),
            AddressOfRecord = SipUri.Parse("sip:1001@test"),
            Credentials = new SipCredentials("1001", password),
        };
        return new SipRegistration(_phone.Endpoint, change?.Invoke(options) ?? options);
    }

    private static Task BecomesAsync(SipRegistration registration, SipRegistrationState state) =>
        Poll.UntilAsync($"the registration to be {state}", SipParty.Limit, TimeProvider.System, () => registration.State == state, TimeSpan.FromMilliseconds(10));

    private async Task<SipResponse> RegisterOnceAsync(Action<SipRequest> change)
    {
        var request = new SipRequest(SipMethods.Register, SipUri.Parse($"sip:{_path.Right}"));
        request.Headers.Add(SipHeaderNames.From, "<sip:1001@test>");
        request.Headers.Add(SipHeaderNames.To, "<sip:1001@test>");
        change(request);
        return await _phone.Endpoint.RequestAsync(request, new SipRequestOptions { Credentials = new SipCredentials("1001", "secret") }).WaitAsync(SipParty.Limit);
    }

    [Test]
    public async Task Section_2_1_new_registration_answers_the_challenge()
    {
        await using var registration = Registration();
        registration.Start();
        await BecomesAsync(registration, SipRegistrationState.Registered);
        Assert.That(_path.Ladder, Is.EqualTo(new[] { "> REGISTER", "< 401 REGISTER", "> REGISTER", "< 200 REGISTER" }));
        Assert.That(_bindings, Is.EqualTo(new[] { $"sip:1001@{_path.Left}" }));
    }

    [Test]
    public async Task Section_2_2_update_of_the_contact_list_uses_the_nonce_again()
    {
        _granted = 2;
        await using var registration = Registration();
        registration.Start();
        await Poll.UntilAsync("two refreshes", SipParty.Limit, TimeProvider.System, () => _path.Ladder.Count >= 8);
        Assert.That(_path.Ladder.Skip(4).Take(4), Is.EqualTo(new[] { "> REGISTER", "< 200 REGISTER", "> REGISTER", "< 200 REGISTER" }));
        Assert.That(_bindings, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Section_2_3_a_query_lists_the_contacts_and_changes_none()
    {
        await using var registration = Registration();
        registration.Start();
        await BecomesAsync(registration, SipRegistrationState.Registered);
        var response = await RegisterOnceAsync(static _ => { });
        Assert.That((response.Status, response.Contacts.Count, response.Contacts[0].Uri.User), Is.EqualTo((200, 1, "1001")));
    }

    [Test]
    public async Task Section_2_4_cancellation_takes_all_contacts_away()
    {
        await using var registration = Registration();
        registration.Start();
        await BecomesAsync(registration, SipRegistrationState.Registered);
        var response = await RegisterOnceAsync(request =>
        {
            request.Headers.Add(SipHeaderNames.Contact, "*");
            request.Headers.Add(SipHeaderNames.Expires, "0");
        });
        Assert.That((response.Status, response.Contacts.Count, _bindings.Count), Is.EqualTo((200, 0, 0)));
    }

    [Test]
    public async Task Disposing_a_registration_takes_it_back()
    {
        var registration = Registration();
        registration.Start();
        await BecomesAsync(registration, SipRegistrationState.Registered);
        await registration.DisposeAsync();
        Assert.That((_bindings.Count, registration.State), Is.EqualTo((0, SipRegistrationState.Off)));
    }

    [Test]
    public async Task Section_2_5_unsuccessful_registration_gives_up_after_one_wrong_answer()
    {
        await using var registration = Registration("wrong");
        registration.Start();
        await BecomesAsync(registration, SipRegistrationState.Failed);
        Assert.That(_path.Ladder, Has.Count.EqualTo(4));
        Assert.That(registration.LastResponse!.Status, Is.AnyOf(401, 403));
    }

    [Test]
    public async Task A_registrar_that_wants_a_longer_time_gets_it()
    {
        _least = 600;
        await using var registration = Registration(change: options => options with { Expires = TimeSpan.FromSeconds(60) });
        registration.Start();
        await BecomesAsync(registration, SipRegistrationState.Registered);
        Assert.That(_path.Ladder.TakeLast(4), Is.EqualTo(new[] { "> REGISTER", "< 423 REGISTER", "> REGISTER", "< 200 REGISTER" }));
    }

    [Test]
    public async Task A_registration_that_failed_comes_back_by_itself()
    {
        var asked = 0;
        _registrar.Requested = incoming => incoming.Respond(++asked < 4 ? 503 : 200);
        await using var registration = Registration(change: options => options with { FirstPause = TimeSpan.FromMilliseconds(10) });
        registration.Start();
        await BecomesAsync(registration, SipRegistrationState.Registered);
        Assert.That(asked, Is.EqualTo(4));
    }

    [TestCase(1, 100, null, ExpectedResult = 5)]
    [TestCase(2, 100, null, ExpectedResult = 10)]
    [TestCase(3, 75, null, ExpectedResult = 15)]
    [TestCase(20, 100, null, ExpectedResult = 300)]
    [TestCase(1, 100, 60, ExpectedResult = 60, Description = "Retry-After is kept to")]
    [TestCase(5, 100, 60, ExpectedResult = 80, Description = "but does not shorten a pause")]
    [TestCase(1, 100, 999_999, ExpectedResult = 5, Description = "nor is one believed that is longer than any pause")]
    public double The_pause_after_failures_in_seconds(int failures, int percent, int? retryAfter) => SipRegistration.Pause(
        failures, percent, retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5)).TotalSeconds;

    [TestCase(int.MaxValue, ExpectedResult = 86_340, Description = "a day is as good as for ever")]
    [TestCase(3600, ExpectedResult = 3540)]
    [TestCase(120, ExpectedResult = 60)]
    [TestCase(60, ExpectedResult = 30)]
    [TestCase(1, ExpectedResult = 1, Description = "never at once: a registrar that grants nothing is not hammered")]
    [TestCase(0, ExpectedResult = 1)]
    public double The_refresh_comes_before_the_end_in_seconds(int granted) => SipRegistration.RefreshAfter(TimeSpan.FromSeconds(granted)).TotalSeconds;

    [Test]
    public async Task A_registrar_that_grants_an_age_does_not_end_the_registration()
    {
        // 100 days: longer than a timer of the system can wait.
        _registrar.Requested = incoming =>
        {
            var response = incoming.CreateResponse(200);
            response.Headers.Add(SipHeaderNames.Contact, $"<sip:1001@{_path.Left}>;expires=8640000");
            incoming.Respond(response);
        };
        var registration = Registration();
        registration.Start();
        await BecomesAsync(registration, SipRegistrationState.Registered);
        await registration.DisposeAsync().AsTask().WaitAsync(SipParty.Limit);
        Assert.That(registration.State, Is.EqualTo(SipRegistrationState.Off));
    }

    [Test]
    public async Task An_endpoint_that_was_not_started_registers_nothing()
    {
        await using var endpoint = new SipEndpoint(new SipEndpointOptions { Listen = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0) }, _phone);
        await using var registration = new SipRegistration(endpoint, new SipRegistrationOptions
        {
            Registrar = SipUri.Parse("sip:127.0.0.1"),
            AddressOfRecord = SipUri.Parse("sip:1001@test"),
        });
        Assert.That(registration.Start, Throws.InvalidOperationException);
    }
}
