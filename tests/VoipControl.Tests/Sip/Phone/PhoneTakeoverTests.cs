using System.Net;
using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Sip.Phone;

namespace VoipControl.Tests.Sip.Phone;

/// <summary>The far end of a call dies, and another address goes on with it: what the whole product is about.</summary>
[TestFixture]
internal sealed class PhoneTakeoverTests
{
    private Phones _phones;
    private TakeoverPeer _first;
    private TakeoverPeer _second;
    private PhoneCall _call;

    [SetUp]
    public async Task Start()
    {
        _phones = new Phones();
        _first = new TakeoverPeer(IPAddress.Loopback, 850);
        _second = new TakeoverPeer(IPAddress.Parse("127.0.0.2"), 1100);
        await _first.StartAsync();
        await _second.StartAsync();
        var phone = await _phones.AddAsync(600);
        _call = await phone.CallAsync(_first.Address);
        await Phones.HearsAsync(_call, 850);
    }

    [TearDown]
    public async Task Stop()
    {
        await _phones.DisposeAsync();
        await _second.DisposeAsync();
        await _first.DisposeAsync();
    }

    [Test]
    public async Task The_phone_hears_the_new_far_end()
    {
        Assert.That(await _second.TakeOverAsync(await _first.DieAsync()), Is.EqualTo(200));
        await Phones.HearsAsync(_call, 1100);
    }

    [Test]
    public async Task The_new_far_end_hears_the_phone()
    {
        await _second.TakeOverAsync(await _first.DieAsync());
        await Phones.UntilAsync("600 Hz is heard", () => _second.Media.Received.Tones.Any(static t => t.Frequency == 600));
    }

    [Test]
    public async Task A_takeover_is_one_change_of_media()
    {
        await _second.TakeOverAsync(await _first.DieAsync());
        Assert.That(_call.MediaChanges, Is.EqualTo(1));
    }

    [Test]
    public async Task The_gap_of_a_takeover_is_one_gap()
    {
        await _second.TakeOverAsync(await _first.DieAsync());
        await Phones.HearsAsync(_call, 1100);
        var received = _call.Media().Received;
        Assert.That((received.SsrcChanges, received.LargestGap is not null), Is.EqualTo((1L, true)));
    }

    [Test]
    public async Task The_phone_ends_the_call_at_the_new_far_end()
    {
        await _second.TakeOverAsync(await _first.DieAsync());
        await _call.HangUpAsync();
        await Phones.UntilAsync("the new far end's call is over", () => _second.Call!.State == SipCallState.Ended);
    }
}
