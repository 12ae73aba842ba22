using NUnit.Framework;

namespace VoipControl.Tests.Lab.RealCalls;

/// <summary>Telephones that register with the lab switch.</summary>
internal sealed class RegistrationTests
{
    private const string ToUsers = """
        <extension name="users"><condition field="destination_number" expression="^(10\d\d)$">
          <action application="bridge" data="user/$1@lab"/>
        </condition></extension>
        """;

    [Test]
    public async Task Registered_telephone_is_called_by_its_name()
    {
        await using var lab = await SipLab.StartAsync(ToUsers);
        await using var phone = await TestPhone.StartAsync("1001", 440);
        await using var caller = await TestPhone.StartAsync("+99655510000", 1000);
        phone.OnCall = static call => call.Answer();
        Assert.That((await phone.RegisterAsync(lab.Switch.SipEndpoint!, SipLab.Password)).Status, Is.EqualTo(200));

        var call = caller.Call(lab.Switch.SipEndpoint!, "1001");

        await call.HearsAsync(440);
        Assert.That(await lab.Client.ApiAsync("sofia_contact 1001@lab"), Does.StartWith($"sofia/internal/sip:1001@{phone.Local}"));
    }

    [Test]
    public async Task Register_and_unregister_tell_the_captured_events()
    {
        await using var lab = await SipLab.StartAsync(ToUsers);
        await using var phone = await TestPhone.StartAsync("1001", 440);

        await phone.RegisterAsync(lab.Switch.SipEndpoint!, SipLab.Password);
        await phone.RegisterAsync(lab.Switch.SipEndpoint!, "wrong");
        await phone.RegisterAsync(lab.Switch.SipEndpoint!, SipLab.Password, expires: 0);

        var played = (await lab.Client.EventsSoFarAsync()).Where(static e => e.Name == "CUSTOM").ToList();
        var captured = LabMessages.EventsOfCapture("register-unregister-auth-failure.plain").Where(static e => e.Name == "CUSTOM").ToList();
        Assert.That(
            Subclasses(played).Where(static s => s is "sofia::register" or "sofia::register_failure" or "sofia::unregister"),
            Is.EqualTo(Subclasses(captured).Where(static s => s is "sofia::register" or "sofia::register_failure" or "sofia::unregister")));
        var (here, there) = (played.First(static e => e["Event-Subclass"] == "sofia::register"), captured.First(static e => e["Event-Subclass"] == "sofia::register"));
        Assert.That(here.Headers.Select(static h => h.Key), Is.SupersetOf(there.Headers.Select(static h => h.Key).Where(static k => k != "user_context")));
    }

    [Test]
    public async Task Wrong_password_is_refused()
    {
        await using var lab = await SipLab.StartAsync(ToUsers);
        await using var phone = await TestPhone.StartAsync("1001", 440);

        var response = await phone.RegisterAsync(lab.Switch.SipEndpoint!, "wrong");

        Assert.That(response.Status, Is.EqualTo(403));
        Assert.That(await lab.Client.ApiAsync("sofia status profile internal reg"), Does.Contain("Total items returned: 0"));
    }

    [Test]
    public async Task Unregistered_telephone_is_not_reached()
    {
        await using var lab = await SipLab.StartAsync(ToUsers);

        Assert.That(await lab.Client.ApiAsync("originate user/1001@lab &park()"), Is.EqualTo("-ERR USER_NOT_REGISTERED\n"));
        Assert.That(await lab.Client.ApiAsync("originate user/nobody@lab &park()"), Is.EqualTo("-ERR SUBSCRIBER_ABSENT\n"));
    }

    [Test]
    public async Task Caller_from_elsewhere_needs_a_password()
    {
        await using var lab = await SipLab.StartAsync("""
            <extension name="echo"><condition field="destination_number" expression="^9196$">
              <action application="answer"/><action application="echo"/>
            </condition></extension>
            """);
        await using var stranger = await TestPhone.StartAsync("1001", 1000, "127.0.0.2");

        var refused = stranger.Call(lab.Switch.SipEndpoint!, "9196");
        var known = stranger.Call(lab.Switch.SipEndpoint!, "9196", new("1001", SipLab.Password));

        Assert.That((await refused.EndedAsync).Status, Is.EqualTo(407));
        await known.AnsweredAsync;
        Assert.That((await lab.Client.WaitForEventAsync("CHANNEL_CREATE"))["variable_sip_auth_username"], Is.EqualTo("1001"));
    }

    private static IEnumerable<string> Subclasses(IEnumerable<LabEvent> events) => events.Select(static e => e["Event-Subclass"]!);
}
