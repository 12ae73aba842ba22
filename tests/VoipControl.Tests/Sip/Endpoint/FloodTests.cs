using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Testing;
using VoipControl.Testing.Sip;

namespace VoipControl.Tests.Sip.Endpoint;

/// <summary>Garbage, half messages and requests that belong nowhere leave calls and memory alone. Counts, not times, decide.</summary>
public sealed class FloodTests
{
    private const int Messages = 20_000;

    [Test]
    public async Task Calls_go_on_through_a_flood()
    {
        await using var bob = new SipParty(change: options => options with { RefusalsPerSecond = 50, MaxWaitingDatagrams = 100_000 });
        await using var alice = new SipParty();
        await bob.Endpoint.StartAsync();
        await alice.Endpoint.StartAsync();
        bob.Answering = call =>
        {
            call.Offering = offer => offer.Accept(SipParty.Sdp(5000));
            call.Call.Answer(SipParty.Sdp(5000));
        };
        var caller = alice.Place(bob.Address);
        var callee = await bob.NextCallAsync();
        await callee.Confirmed;
        using var enemy = new SipWire();
        var flood = Task.Run(() => FloodAsync(enemy, bob));
        var placed = new List<SipPartyCall>();
        var reinvites = new List<int>();
        for (var version = 2; version < 50; version++)
        {
            reinvites.Add((await caller.Call.ReinviteAsync(SipParty.Sdp(4000, version: version)).WaitAsync(SipParty.Limit)).Status);
            placed.Add(alice.Place(bob.Address));
        }

        await flood;
        foreach (var call in placed)
            await call.Answered;
        caller.Call.HangUp();
        var end = await callee.Ended;
        var statistics = bob.Endpoint.Statistics;
        Assert.Multiple(() =>
        {
            Assert.That(reinvites, Is.All.EqualTo(200));
            Assert.That(end.By, Is.EqualTo(SipCallEndedBy.Remote));
            Assert.That(statistics.Bad + statistics.Stray + statistics.Unanswered, Is.GreaterThan(Messages / 2));
            Assert.That(statistics.Unanswered, Is.GreaterThan(statistics.Refused), "most of a flood deserves no answer");
            Assert.That(statistics.Calls, Is.LessThanOrEqualTo(placed.Count + 1), "no garbage became a call");
            Assert.That(statistics.ServerTransactions, Is.LessThan(1_000), "no garbage is remembered");
            Assert.That(bob.Errors, Is.Empty);
        });
    }

    // In small steps, so that the receiver's socket, which is no part of this, does not lose what it shall be shown.
    private static async Task FloodAsync(SipWire enemy, SipParty victim)
    {
        var kinds = Kinds(enemy, victim).ToList();
        for (var sent = 0; sent < Messages;)
        {
            var before = victim.Endpoint.Statistics.Received;
            for (var step = 0; step < 50; step++, sent++)
                enemy.Send(kinds[sent % kinds.Count](sent), victim.Address);
            await Poll.UntilAsync(
                "the flood to be read", SipParty.Limit, TimeProvider.System, () => victim.Endpoint.Statistics.Received >= before + 25, TimeSpan.FromMilliseconds(1));
        }
    }

    private static IEnumerable<Func<int, string>> Kinds(SipWire enemy, SipParty victim)
    {
        var uri = $"sip:bob@{victim.Address}";
        string Valid(string method, int n, string? tag = null) => enemy.Text.Request(method, uri, $"flood-{n}", "e", tag, 1);
        yield return n => new string((char)('A' + (n % 26)), 100 + (n % 900));
        yield return n => Valid("INVITE", n)[..(50 + (n % 100))];
        yield return n => Valid("OPTIONS", n).Replace("CSeq: 1", "CSeq: 99999999999999", StringComparison.Ordinal);
        yield return n => Valid("INVITE", n).Replace("Max-Forwards: 70", "Max-Forwards: " + new string('9', 500), StringComparison.Ordinal);
        yield return n => Valid("BYE", n, "nobody");
        yield return n => Valid("ACK", n, "nobody");
        yield return n => Valid("CANCEL", n);
        yield return n => Valid("INVITE", n, "nobody");
        yield return n => Valid("FLOOD", n);
        yield return n => $"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP {victim.Address};branch=z9hG4bK{n}\r\nFrom: <{uri}>;tag=a\r\nTo: <{uri}>;tag=b\r\nCall-ID: {n}\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n";
        yield return n => Valid("INVITE", n).Replace("Content-Length: 0\r\n", string.Concat(Enumerable.Repeat("X: y\r\n", 300)) + "Content-Length: 0\r\n", StringComparison.Ordinal);
    }

    [Test]
    public async Task Requests_outside_calls_take_at_most_half_of_the_room_and_leave_the_rest_to_calls()
    {
        await using var bob = new SipParty(change: options => options with { MaxTransactions = 100, RefusalsPerSecond = 100_000 });
        await bob.Endpoint.StartAsync();
        bob.Requested = request => request.Respond(200);
        bob.Answering = call => call.Call.Reject(486);
        using var enemy = new SipWire();
        var statuses = new List<int>();
        for (var n = 0; n < 80; n++)
        {
            enemy.Send(enemy.Text.Request("OPTIONS", $"sip:bob@{bob.Address}", $"flood-{n}", "e", null, 1), bob.Address);
            statuses.Add((await enemy.ReceiveAsync<SipResponse>()).Status);
        }

        enemy.Send(enemy.Text.Request("INVITE", $"sip:bob@{bob.Address}", "call", "e", null, 1), bob.Address);
        var call = await enemy.ReceiveAsync<SipResponse>();
        Assert.That(
            (statuses.Count(status => status == 200), statuses.Count(status => status == 503), call.Status, bob.Endpoint.Statistics.ServerTransactions),
            Is.EqualTo((50, 30, 486, 51)));
    }

    [Test]
    public async Task Answers_to_garbage_stop_at_the_limit()
    {
        var time = new FakeTimeProvider();
        await using var bob = new SipParty(time: time, change: options => options with { RefusalsPerSecond = 10 });
        await bob.Endpoint.StartAsync();
        using var enemy = new SipWire();
        for (var n = 0; n < 50; n++)
            enemy.Send(enemy.Text.Request("BYE", $"sip:bob@{bob.Address}", $"flood-{n}", "e", "nobody", 1), bob.Address);
        await Poll.UntilAsync("all to be read", SipParty.Limit, TimeProvider.System, () => bob.Endpoint.Statistics.Received == 50);
        Assert.That((bob.Endpoint.Statistics.Refused, bob.Endpoint.Statistics.Unanswered), Is.EqualTo((10, 40)));
    }
}
