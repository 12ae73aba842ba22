using System.Net;
using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Testing.Sip;

namespace VoipControl.Tests.Sip.Endpoint;

/// <summary>Who waits for something when an endpoint stops, or asks afterwards, is told.</summary>
public sealed class EndpointEndTests
{
    private static readonly SipUri Nobody = SipUri.Parse("sip:127.0.0.1:9");

    [Test]
    public async Task A_request_under_way_ends_with_a_local_503()
    {
        await using var party = new SipParty();
        await party.Endpoint.StartAsync();
        using var silent = new SipWire();
        var asking = party.Endpoint.OptionsAsync(SipUri.Parse($"sip:{silent.Local}"));
        await silent.ReceiveAsync();
        await party.DisposeAsync();
        var result = await asking.WaitAsync(SipParty.Limit);
        Assert.That((result.Status, result.IsAlive), Is.EqualTo((503, false)));
    }

    [Test]
    public async Task A_request_afterwards_ends_with_a_local_503()
    {
        await using var party = new SipParty();
        await party.Endpoint.StartAsync();
        await party.DisposeAsync();
        Assert.That((await party.Endpoint.OptionsAsync(Nobody).WaitAsync(SipParty.Limit)).Status, Is.EqualTo(503));
    }

    [Test]
    public async Task A_call_that_nobody_has_answered_ends_too()
    {
        await using var party = new SipParty();
        await party.Endpoint.StartAsync();
        using var silent = new SipWire();
        var call = party.Place(silent.Local);
        await silent.ReceiveAsync();
        await party.DisposeAsync();
        Assert.That((await call.Ended).By, Is.EqualTo(SipCallEndedBy.Transport));
    }

    [Test]
    public async Task A_call_placed_afterwards_ends_at_once()
    {
        await using var party = new SipParty();
        await party.Endpoint.StartAsync();
        await party.DisposeAsync();
        Assert.That((await party.Place(new IPEndPoint(IPAddress.Loopback, 9)).Ended).By, Is.EqualTo(SipCallEndedBy.Transport));
    }

    [Test]
    public async Task A_reinvite_under_way_or_afterwards_ends_with_a_local_481()
    {
        await using var alice = new SipParty();
        await using var bob = new SipParty();
        await alice.Endpoint.StartAsync();
        await bob.Endpoint.StartAsync();
        bob.Answering = call => call.Call.Answer(SipParty.Sdp(5000));
        var caller = alice.Place(bob.Address);
        var callee = await bob.NextCallAsync();
        await Task.WhenAll(caller.Answered, callee.Confirmed);
        var underWay = caller.Call.ReinviteAsync(SipParty.Sdp(4000, version: 2));
        await callee.Offered;
        await alice.DisposeAsync();
        var afterwards = caller.Call.ReinviteAsync(SipParty.Sdp(4000, version: 3));
        Assert.That(
            ((await underWay.WaitAsync(SipParty.Limit)).Status, (await afterwards.WaitAsync(SipParty.Limit)).Status), Is.EqualTo((481, 481)));
    }

    [Test]
    public async Task Whoever_waits_for_news_of_a_transfer_is_told()
    {
        await using var alice = new SipParty();
        await using var bob = new SipParty();
        await alice.Endpoint.StartAsync();
        await bob.Endpoint.StartAsync();
        bob.Answering = call => call.Call.Answer(SipParty.Sdp(5000));
        var caller = alice.Place(bob.Address);
        var callee = await bob.NextCallAsync();
        await Task.WhenAll(caller.Answered, callee.Confirmed);
        var referring = caller.Call.ReferAsync(Nobody);
        (await callee.Referred).Accept();
        var referral = await referring.WaitAsync(SipParty.Limit);
        await alice.DisposeAsync();
        Assert.That(await referral.Completion.WaitAsync(SipParty.Limit), Is.EqualTo(503));
    }

    [Test]
    public async Task A_caller_whose_ack_is_still_under_way_is_told_goodbye()
    {
        await using var bob = new SipParty { Answering = static call => call.Call.Answer(SipParty.Sdp(5000)) };
        await bob.Endpoint.StartAsync();
        using var wire = new SipWire();
        wire.Send(wire.Text.Request("INVITE", $"sip:bob@{bob.Address}", "c", "a", null, 1), bob.Address);
        await wire.ReceiveAsync<SipResponse>();
        await bob.DisposeAsync();
        Assert.That((await wire.ReceiveAsync<SipRequest>()).Method, Is.EqualTo(SipMethods.Bye));
    }

    [Test]
    public async Task A_resolver_that_fails_in_its_own_way_is_a_local_503()
    {
        await using var party = new SipParty(change: static options => options with { Resolve = static (_, _) => throw new InvalidOperationException("no resolver") });
        await party.Endpoint.StartAsync();
        var result = await party.Endpoint.OptionsAsync(SipUri.Parse("sip:somewhere.example")).WaitAsync(SipParty.Limit);
        Assert.That(result.Status, Is.EqualTo(503));
    }

    [Test]
    public void Listening_everywhere_needs_a_name_to_be_reached_by() =>
        Assert.That(
            () => new SipEndpoint(new SipEndpointOptions { Listen = new IPEndPoint(IPAddress.Any, 0) }, new Handler()),
            Throws.ArgumentException.With.Message.Contains("AdvertisedHost"));

    [Test]
    public async Task A_port_that_is_taken_is_an_error_and_leaves_nothing_open()
    {
        await using var first = new SipParty(tcp: true);
        await first.Endpoint.StartAsync();
        await using var second = new SipEndpoint(new SipEndpointOptions { Listen = first.Address, Tcp = true }, new Handler());
        Assert.That(async () => await second.StartAsync(), Throws.InstanceOf<System.Net.Sockets.SocketException>());
    }

    private sealed class Handler : SipEndpointHandler;
}
