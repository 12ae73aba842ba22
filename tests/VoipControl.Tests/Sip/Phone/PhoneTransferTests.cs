using NUnit.Framework;
using VoipControl.Sip.Phone;

namespace VoipControl.Tests.Sip.Phone;

[TestFixture]
internal sealed class PhoneTransferTests
{
    private Phones _phones;
    private SipPhone _first;
    private SipPhone _second;
    private SipPhone _third;

    [SetUp]
    public async Task Start()
    {
        _phones = new Phones();
        _first = await _phones.AddAsync(600);
        _second = await _phones.AddAsync(850, static o => o with { FollowsReferrals = true });
        _third = await _phones.AddAsync(1100);
    }

    [TearDown]
    public async Task Stop() => await _phones.DisposeAsync();

    [Test]
    public async Task A_blind_transfer_connects_the_far_end_with_somebody_else()
    {
        var call = await _first.CallAsync(_second.Address);
        var theirs = await Phones.CallOfAsync(_second);
        Assert.That(await call.TransferAsync(_third.Address), Is.EqualTo(200));
        await Phones.HearsAsync(await theirs.Successor, 1100);
    }

    [Test]
    public async Task Who_transferred_is_out_of_the_call()
    {
        var call = await _first.CallAsync(_second.Address);
        await call.TransferAsync(_third.Address);
        await call.Ended;
        Assert.That(_first.Calls, Is.Empty);
    }

    [Test]
    public async Task An_attended_transfer_connects_the_far_ends_of_two_calls()
    {
        var call = await _first.CallAsync(_second.Address);
        var consultation = await _first.CallAsync(_third.Address);
        var theirs = await Phones.CallOfAsync(_second);
        Assert.That(await call.TransferAsync(consultation), Is.EqualTo(200));
        await Phones.HearsAsync(await theirs.Successor, 1100);
        await Phones.UntilAsync("the consultation was replaced", () => consultation.Ended.IsCompleted);
    }

    [Test]
    public async Task A_transfer_to_a_busy_phone_tells_so_and_the_call_goes_on()
    {
        var busy = await _phones.AddAsync(1350, static o => o with { Incoming = IncomingCalls.Reject(486) });
        var call = await _first.CallAsync(_second.Address);
        Assert.That((await call.TransferAsync(busy.Address), call.Ended.IsCompleted), Is.EqualTo((486, false)));
    }

    [Test]
    public async Task A_phone_that_follows_no_referrals_refuses_them()
    {
        var call = await _first.CallAsync(_third.Address);
        Assert.That(await call.TransferAsync(_second.Address), Is.EqualTo(603));
    }
}
