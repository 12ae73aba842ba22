using System.Net;
using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Testing;
using VoipControl.Testing.Sip;

namespace VoipControl.Tests.Sip.Endpoint;

public sealed class LoopTests
{
    private static readonly SipReceived Datagram = new(new byte[1], new SipHop(SipProtocol.Udp, new IPEndPoint(IPAddress.Loopback, 1)));

    [Test]
    public async Task Datagrams_beyond_the_limit_are_dropped_and_counted_and_work_never_is()
    {
        using var gate = new ManualResetEventSlim();
        var started = new TaskCompletionSource();
        var (received, worked) = (0, 0);
        var loop = new SipLoop(10, _ => received++, static _ => { });
        loop.Post(() =>
        {
            started.SetResult();
            gate.Wait();
        });
        await started.Task;
        for (var i = 0; i < 100; i++)
        {
            loop.Offer(Datagram);
            loop.Post(() => worked++);
        }

        gate.Set();
        await Poll.UntilAsync("the loop to be done", SipParty.Limit, TimeProvider.System, () => received + worked == 110);
        Assert.That((received, worked, loop.Dropped), Is.EqualTo((10, 100, 90)));
    }

    [Test]
    public async Task Work_goes_before_datagrams_that_came_earlier()
    {
        using var gate = new ManualResetEventSlim();
        var started = new TaskCompletionSource();
        var done = new TaskCompletionSource();
        var order = new List<string>();
        var loop = new SipLoop(
            10,
            _ =>
            {
                order.Add("datagram");
                done.SetResult();
            },
            static _ => { });
        loop.Post(() =>
        {
            started.SetResult();
            gate.Wait();
        });
        await started.Task;
        loop.Offer(Datagram);
        loop.Post(() => order.Add("work"));
        gate.Set();
        await done.Task.WaitAsync(SipParty.Limit);
        Assert.That(order, Is.EqualTo(new[] { "work", "datagram" }));
    }

    [Test]
    public async Task What_throws_is_told_and_the_next_is_done()
    {
        var told = new List<Exception>();
        var done = new TaskCompletionSource();
        var loop = new SipLoop(10, static _ => { }, told.Add);
        loop.Post(static () => throw new InvalidOperationException("on purpose"));
        loop.Post(done.SetResult);
        await done.Task.WaitAsync(SipParty.Limit);
        Assert.That(told.Select(error => error.Message), Is.EqualTo(new[] { "on purpose" }));
    }
}
