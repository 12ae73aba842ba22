using NUnit.Framework;
using VoipControl.Sip;

namespace VoipControl.Tests.Sip.Transactions;

/// <summary>Timers G, H, I, J and L, 100 Trying, and how requests find their transaction (RFC 3261 17.2, RFC 6026 8.5).</summary>
public sealed class ServerTransactionTests
{
    private static SipServerTransaction Accept(TransactionBench bench, string method, string? branch = null) =>
        bench.Transactions.Accept(bench.Request(method, branch), bench.Hop);

    private static void Respond(SipServerTransaction transaction, int status) =>
        transaction.Respond(transaction.Request.CreateResponse(status, null, "b"));

    [Test]
    public void Trying_is_sent_after_200_ms_of_silence()
    {
        var bench = new TransactionBench();
        Accept(bench, SipMethods.Invite);
        bench.Advance(10);
        Assert.That(bench.Sent, Is.EqualTo(new[] { "0.2 100" }));
    }

    [Test]
    public void Trying_is_not_sent_after_another_response()
    {
        var bench = new TransactionBench();
        Respond(Accept(bench, SipMethods.Invite), 180);
        bench.Advance(10);
        Assert.That(bench.Sent, Is.EqualTo(new[] { "0 180" }));
    }

    [Test]
    public void Another_request_is_never_answered_with_trying()
    {
        var bench = new TransactionBench();
        Accept(bench, SipMethods.Options);
        bench.Advance(10);
        Assert.That(bench.Sent, Is.Empty);
    }

    [Test]
    public void Timer_G_doubles_to_T2_until_timer_H_gives_the_ACK_up()
    {
        var bench = new TransactionBench();
        Respond(Accept(bench, SipMethods.Invite), 486);
        bench.Advance(60);
        Assert.Multiple(() =>
        {
            Assert.That(TransactionBench.Times(bench.Sent, "486"), Is.EqualTo(new[] { 0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5 }));
            Assert.That(bench.Transactions.ServerCount, Is.Zero);
        });
    }

    [Test]
    public void The_ACK_stops_timer_G_and_timer_I_absorbs_more_of_them_for_T4()
    {
        var bench = new TransactionBench();
        var transaction = Accept(bench, SipMethods.Invite, "z9hG4bKone");
        Respond(transaction, 486);
        var found = bench.Transactions.Receive(bench.Request(SipMethods.Ack, "z9hG4bKone"));
        bench.Advance(4.9);
        var again = bench.Transactions.Receive(bench.Request(SipMethods.Ack, "z9hG4bKone"));
        bench.Advance(0.1);
        Assert.That((found, again, bench.Transactions.ServerCount, bench.Sent.Count), Is.EqualTo((true, true, 0, 1)));
    }

    [Test]
    public void Over_a_connection_the_ACK_ends_it_and_no_failure_is_repeated()
    {
        var bench = new TransactionBench(SipProtocol.Tcp);
        var transaction = Accept(bench, SipMethods.Invite, "z9hG4bKone");
        Respond(transaction, 486);
        bench.Advance(10);
        bench.Transactions.Receive(bench.Request(SipMethods.Ack, "z9hG4bKone"));
        Assert.That((bench.Transactions.ServerCount, bench.Sent.Count), Is.EqualTo((0, 1)));
    }

    [Test]
    public void Timer_J_answers_repeated_requests_for_64_T1()
    {
        var bench = new TransactionBench();
        Respond(Accept(bench, SipMethods.Options, "z9hG4bKone"), 200);
        bench.Advance(31);
        var known = bench.Transactions.Receive(bench.Request(SipMethods.Options, "z9hG4bKone"));
        bench.Advance(1);
        var forgotten = bench.Transactions.Receive(bench.Request(SipMethods.Options, "z9hG4bKone"));
        Assert.Multiple(() =>
        {
            Assert.That(bench.Sent, Is.EqualTo(new[] { "0 200", "31 200" }));
            Assert.That((known, forgotten), Is.EqualTo((true, false)));
        });
    }

    [Test]
    public void A_repeated_INVITE_gets_the_latest_provisional_response_again()
    {
        var bench = new TransactionBench();
        Respond(Accept(bench, SipMethods.Invite, "z9hG4bKone"), 180);
        bench.Transactions.Receive(bench.Request(SipMethods.Invite, "z9hG4bKone"));
        Assert.That(bench.Sent, Is.EqualTo(new[] { "0 180", "0 180" }));
    }

    [Test]
    public void After_a_2xx_repeated_INVITEs_are_absorbed_until_timer_L()
    {
        var bench = new TransactionBench();
        Respond(Accept(bench, SipMethods.Invite, "z9hG4bKone"), 200);
        bench.Advance(31);
        bench.Transactions.Receive(bench.Request(SipMethods.Invite, "z9hG4bKone"));
        var before = bench.Transactions.ServerCount;
        bench.Advance(1);
        Assert.That((before, bench.Transactions.ServerCount, bench.Sent.Count), Is.EqualTo((1, 0, 1)));
    }

    [Test]
    public void Its_user_may_repeat_a_2xx_but_nothing_else()
    {
        var bench = new TransactionBench();
        var transaction = Accept(bench, SipMethods.Invite);
        Respond(transaction, 200);
        Respond(transaction, 200);
        Respond(transaction, 486);
        Assert.That(bench.Sent, Is.EqualTo(new[] { "0 200", "0 200" }));
    }

    [Test]
    public void A_request_that_nobody_answers_is_forgotten_when_its_client_has_given_up()
    {
        var bench = new TransactionBench();
        Accept(bench, SipMethods.Options);
        bench.Advance(32);
        Assert.That(bench.Transactions.ServerCount, Is.Zero);
    }

    [Test]
    public void The_same_branch_of_another_sender_is_another_request()
    {
        var bench = new TransactionBench();
        Accept(bench, SipMethods.Options, "z9hG4bKone");
        var other = new VoipControl.Testing.Sip.SipRequestText(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 5999))
            .Request("OPTIONS", "sip:bob@127.0.0.1", "other", "x", null, 1, branch: "z9hG4bKone");
        Assert.That(bench.Transactions.Receive((SipRequest)TransactionBench.Parse(other)), Is.False);
    }

    [Test]
    public void A_CANCEL_finds_its_INVITE_and_not_itself()
    {
        var bench = new TransactionBench();
        var invite = Accept(bench, SipMethods.Invite, "z9hG4bKone");
        var cancel = bench.Request(SipMethods.Cancel, "z9hG4bKone");
        Assert.That((bench.Transactions.FindCancelled(cancel), bench.Transactions.Receive(cancel)), Is.EqualTo((invite, false)));
    }

    [Test]
    public void The_same_request_over_another_path_is_merged()
    {
        var bench = new TransactionBench();
        Accept(bench, SipMethods.Invite, "z9hG4bKone");
        Assert.That(bench.Transactions.IsMerged(bench.Request(SipMethods.Invite, "z9hG4bKtwo")), Is.True);
    }
}
