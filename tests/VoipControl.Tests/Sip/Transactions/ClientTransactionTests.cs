using NUnit.Framework;
using VoipControl.Sip;

namespace VoipControl.Tests.Sip.Transactions;

/// <summary>Timers A, B, D, E, F, K and M (RFC 3261 17.1, RFC 6026 8.4).</summary>
public sealed class ClientTransactionTests
{
    [Test]
    public void Timer_A_doubles_from_T1_until_timer_B_ends_it_after_64_T1()
    {
        var bench = new TransactionBench();
        bench.Client(SipMethods.Invite);
        bench.Advance(60);
        Assert.Multiple(() =>
        {
            Assert.That(bench.Sent, Is.EqualTo(new[] { "0 INVITE", "0.5 INVITE", "1.5 INVITE", "3.5 INVITE", "7.5 INVITE", "15.5 INVITE", "31.5 INVITE" }));
            Assert.That(bench.Delivered, Is.EqualTo(new[] { "32 local 408" }));
            Assert.That(bench.Transactions.ClientCount, Is.Zero);
        });
    }

    [Test]
    public void Timer_E_doubles_to_T2_until_timer_F_ends_it_after_64_T1()
    {
        var bench = new TransactionBench();
        bench.Client(SipMethods.Options);
        bench.Advance(60);
        Assert.Multiple(() =>
        {
            Assert.That(
                TransactionBench.Times(bench.Sent, "OPTIONS"), Is.EqualTo(new[] { 0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5 }));
            Assert.That(bench.Delivered, Is.EqualTo(new[] { "32 local 408" }));
        });
    }

    [Test]
    public void After_a_provisional_response_timer_E_waits_T2()
    {
        var bench = new TransactionBench();
        var transaction = bench.Client(SipMethods.Options);
        transaction.Receive(transaction.Request.CreateResponse(100));
        bench.Advance(60);
        Assert.Multiple(() =>
        {
            Assert.That(TransactionBench.Times(bench.Sent, "OPTIONS"), Is.EqualTo(new[] { 0, 0.5, 4.5, 8.5, 12.5, 16.5, 20.5, 24.5, 28.5 }));
            Assert.That(bench.Delivered, Is.EqualTo(new[] { "0 100", "32 local 408" }));
        });
    }

    [Test]
    public void After_a_provisional_response_an_INVITE_is_neither_repeated_nor_given_up()
    {
        var bench = new TransactionBench();
        var transaction = bench.Client(SipMethods.Invite);
        transaction.Receive(transaction.Request.CreateResponse(100));
        bench.Advance(600);
        Assert.That((bench.Sent.Count, bench.Delivered.Count, bench.Transactions.ClientCount), Is.EqualTo((1, 1, 1)));
    }

    [Test]
    public void Nothing_is_repeated_over_a_connection()
    {
        var bench = new TransactionBench(SipProtocol.Tcp);
        bench.Client(SipMethods.Invite);
        bench.Client(SipMethods.Options);
        bench.Advance(60);
        Assert.Multiple(() =>
        {
            Assert.That(bench.Sent, Is.EqualTo(new[] { "0 INVITE", "0 OPTIONS" }));
            Assert.That(bench.Delivered, Is.EqualTo(new[] { "32 local 408", "32 local 408" }));
        });
    }

    [Test]
    public void Each_repetition_of_a_failure_gets_an_ACK_while_timer_D_runs_and_is_delivered_once()
    {
        var bench = new TransactionBench();
        var transaction = bench.Client(SipMethods.Invite);
        transaction.Receive(transaction.Request.CreateResponse(486, null, "b"));
        bench.Advance(31);
        transaction.Receive(transaction.Request.CreateResponse(486, null, "b"));
        bench.Advance(1);
        Assert.Multiple(() =>
        {
            Assert.That(bench.Sent, Is.EqualTo(new[] { "0 INVITE", "0 ACK", "31 ACK" }));
            Assert.That(bench.Delivered, Is.EqualTo(new[] { "0 486" }));
            Assert.That(bench.Transactions.ClientCount, Is.Zero);
        });
    }

    [Test]
    public void Over_a_connection_a_failed_INVITE_is_forgotten_at_once()
    {
        var bench = new TransactionBench(SipProtocol.Tcp);
        var transaction = bench.Client(SipMethods.Invite);
        transaction.Receive(transaction.Request.CreateResponse(486, null, "b"));
        Assert.That((bench.Transactions.ClientCount, bench.Sent[^1]), Is.EqualTo((0, "0 ACK")));
    }

    [Test]
    public void Timer_K_absorbs_repeated_final_responses_for_T4()
    {
        var bench = new TransactionBench();
        var transaction = bench.Client(SipMethods.Options);
        transaction.Receive(transaction.Request.CreateResponse(200, null, "b"));
        bench.Advance(4.9);
        transaction.Receive(transaction.Request.CreateResponse(200, null, "b"));
        var before = bench.Transactions.ClientCount;
        bench.Advance(0.1);
        Assert.That((before, bench.Transactions.ClientCount, bench.Delivered.Count), Is.EqualTo((1, 0, 1)));
    }

    [Test]
    public void Every_2xx_to_an_INVITE_is_delivered_until_timer_M()
    {
        var bench = new TransactionBench();
        var transaction = bench.Client(SipMethods.Invite);
        transaction.Receive(transaction.Request.CreateResponse(200, null, "b"));
        bench.Advance(31);
        transaction.Receive(transaction.Request.CreateResponse(200, null, "c"));
        var before = bench.Transactions.ClientCount;
        bench.Advance(1);
        Assert.Multiple(() =>
        {
            Assert.That(bench.Delivered, Is.EqualTo(new[] { "0 200", "31 200" }));
            Assert.That((before, bench.Transactions.ClientCount), Is.EqualTo((1, 0)));
        });
    }

    [Test]
    public void A_message_that_cannot_be_sent_is_a_local_503()
    {
        var bench = new TransactionBench { Sending = failed => failed?.Invoke() };
        bench.Client(SipMethods.Options);
        bench.Advance(60);
        Assert.That(bench.Delivered, Is.EqualTo(new[] { "0 local 503" }));
    }

    [Test]
    public void The_ACK_to_a_failure_has_the_INVITEs_branch_and_the_responses_tag()
    {
        var bench = new TransactionBench();
        var sent = new List<string>();
        var transactions = new SipTransactions(
            SipTimers.Default, new SipTimerQueue(TimeProvider.System, static _ => { }),
            (bytes, _, _) => sent.Add(System.Text.Encoding.ASCII.GetString(bytes.Span)), static work => work(), new SipCounters());
        var transaction = transactions.SendRequest(bench.Request(SipMethods.Invite), bench.Hop, static _ => { });
        transaction.Receive(transaction.Request.CreateResponse(404, null, "b"));
        var ack = (SipRequest)TransactionBench.Parse(sent[^1]);
        Assert.Multiple(() =>
        {
            Assert.That(ack.TopVia.Branch, Is.EqualTo(transaction.Request.TopVia.Branch));
            Assert.That(ack.ToTag, Is.EqualTo("b"));
            Assert.That(ack.CSeq, Is.EqualTo(new SipCSeq(7, SipMethods.Ack)));
            Assert.That(ack.Uri, Is.EqualTo(transaction.Request.Uri));
        });
    }

    [Test]
    public void A_response_finds_its_request_by_branch_and_method()
    {
        var bench = new TransactionBench();
        var transaction = bench.Client(SipMethods.Invite);
        var cancel = transaction.CreateCancel();
        var toInvite = transaction.Request.CreateResponse(180, null, "b");
        var toCancel = cancel.CreateResponse(200, null, "b");
        var stray = bench.Request(SipMethods.Options).CreateResponse(200);
        Assert.That(
            (bench.Transactions.Receive(toInvite), bench.Transactions.Receive(toCancel), bench.Transactions.Receive(stray)),
            Is.EqualTo((true, false, false)));
    }
}
