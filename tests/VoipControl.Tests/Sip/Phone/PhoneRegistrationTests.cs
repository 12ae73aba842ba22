using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Sip.Phone;

namespace VoipControl.Tests.Sip.Phone;

[TestFixture]
internal sealed class PhoneRegistrationTests
{
    private Phones _phones;
    private TinyRegistrar _registrar;
    private SipPhone _phone;

    [SetUp]
    public async Task Start()
    {
        _phones = new Phones();
        _registrar = new TinyRegistrar();
        await _registrar.StartAsync();
        _phone = await _phones.AddAsync(850);
    }

    [TearDown]
    public async Task Stop()
    {
        await _phones.DisposeAsync();
        await _registrar.DisposeAsync();
    }

    [Test]
    public async Task A_registered_phone_is_reached_at_its_contact()
    {
        await RegisterAsync("1001");
        var caller = await _phones.AddAsync(600);
        var call = await caller.CallAsync(_registrar.Contacts["1001"]);
        await Phones.HearsAsync(call, 850);
    }

    [Test]
    public async Task A_phone_may_register_several_accounts()
    {
        await RegisterAsync("1001");
        await RegisterAsync("1002");
        Assert.That(_registrar.Contacts.Keys, Is.EquivalentTo(new[] { "1001", "1002" }));
    }

    [Test]
    public async Task A_wrong_password_fails_the_registration() =>
        Assert.That((await RegisterAsync("1001", "wrong")).State, Is.EqualTo(SipRegistrationState.Failed));

    [Test]
    public async Task A_phone_that_is_disposed_unregisters()
    {
        await RegisterAsync("1001");
        await _phone.DisposeAsync();
        Assert.That(_registrar.Contacts, Is.Empty);
    }

    private Task<SipRegistration> RegisterAsync(string user, string password = TinyRegistrar.Password) =>
        _phone.RegisterAsync(new PhoneAccount(new SipUri(user, TinyRegistrar.Domain), new SipCredentials(user, password)) { Registrar = _registrar.Hop });
}
