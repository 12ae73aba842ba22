using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using NUnit.Framework;
using VoipControl.Sip.Rtp;

namespace VoipControl.Tests.Sip.Rtp;

internal sealed class RtpPortsTests
{
    private readonly List<Exception> _errors = [];
    private RtpPorts _ports = null!;

    [SetUp]
    public void Open() => _ports = new RtpPorts(IPAddress.Loopback, RtpPortRange.Any, new Random(0), TimeProvider.System, _errors.Add);

    [TearDown]
    public void Close()
    {
        _ports.Dispose();
        _errors.Clear();
    }

    [Test]
    public async Task A_datagram_arrives_with_its_sender()
    {
        var arrived = new TaskCompletionSource<(byte[], IPEndPoint)>();
        var (one, other) = (_ports.Open(), _ports.Open());
        other.Start((datagram, from, _) => arrived.TrySetResult((datagram.ToArray(), from)));
        one.Send([1, 2, 3], other.LocalEndPoint);
        var (bytes, sender) = await arrived.Task.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        Assert.That(bytes, Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(sender, Is.EqualTo(one.LocalEndPoint));
    }

    [Test]
    public async Task Senders_are_told_apart()
    {
        var senders = new List<int>();
        var port = _ports.Open();
        var (one, other) = (_ports.Open(), _ports.Open());
        port.Start((_, from, _) => senders.Add(from.Port));
        foreach (var sender in new[] { one, other, one }) sender.Send([0], port.LocalEndPoint);
        await MediaLab.UntilAsync("three datagrams", () => senders.Count == 3);
        Assert.That(senders, Is.EqualTo(new[] { one.LocalEndPoint.Port, other.LocalEndPoint.Port, one.LocalEndPoint.Port }));
    }

    [Test]
    public async Task A_closed_far_port_and_an_oversized_datagram_do_not_end_the_loop()
    {
        var arrived = new TaskCompletionSource();
        var (one, other, gone) = (_ports.Open(), _ports.Open(), _ports.Open());
        await gone.DisposeAsync();
        other.Start((datagram, _, _) =>
        {
            if (datagram.Length == 1) arrived.TrySetResult();
        });
        for (var i = 0; i < 10; i++) other.Send([0], gone.LocalEndPoint);
        one.Send(new byte[60_000], other.LocalEndPoint);
        one.Send([1], other.LocalEndPoint);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        Assert.That(_errors, Is.Empty);
    }

    [Test]
    public async Task A_handler_that_throws_is_reported_and_called_again()
    {
        var calls = 0;
        var (one, other) = (_ports.Open(), _ports.Open());
        other.Start((_, _, _) => throw new InvalidOperationException($"call {++calls}"));
        one.Send([1], other.LocalEndPoint);
        one.Send([2], other.LocalEndPoint);
        await MediaLab.UntilAsync("two errors", () => _errors.Count == 2);
        Assert.That(_errors.Select(static e => e.Message), Is.EqualTo(new[] { "call 1", "call 2" }));
    }

    [Test]
    public void Ports_of_a_range_are_even_and_each_is_given_once()
    {
        // Found free a moment ago; four pairs from there are tried until some range is free altogether.
        for (var first = 40_001; ; first += 100)
        {
            using var ports = new RtpPorts(IPAddress.Loopback, new RtpPortRange(first, first + 8), new Random(3), TimeProvider.System, _errors.Add);
            int[] opened;
            try
            {
                opened = [.. Enumerable.Range(0, 4).Select(_ => ports.Open().LocalEndPoint.Port).Order()];
            }
            catch (SocketException) when (first < 60_000)
            {
                continue;
            }

            Assert.That(opened, Is.EqualTo(new[] { first + 1, first + 3, first + 5, first + 7 }));
            Assert.That(() => ports.Open(), Throws.InstanceOf<SocketException>());
            return;
        }
    }

    [TestCase(0, 10)]
    [TestCase(80, 2000)]
    [TestCase(5000, 4000)]
    [TestCase(5001, 5001)]
    [TestCase(60000, 70000)]
    public void A_range_that_is_none_is_refused(int first, int last)
    {
        Assert.That(() => new RtpPorts(IPAddress.Loopback, new RtpPortRange(first, last), new Random(0), TimeProvider.System, _errors.Add), Throws.ArgumentException);
    }

    [Test]
    public async Task A_port_that_was_closed_calls_nobody_and_its_number_is_free()
    {
        var (one, other) = (_ports.Open(), _ports.Open());
        other.Start(static (_, _, _) => throw new InvalidOperationException("called after it was closed"));
        await other.DisposeAsync();
        one.Send([1], other.LocalEndPoint);
        using var again = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        again.Bind(other.LocalEndPoint);
        Assert.That(_errors, Is.Empty);
    }

    [Test]
    public async Task Closing_all_ends_each()
    {
        var (started, waiting) = (_ports.Open(), _ports.Open());
        started.Start(static (_, _, _) => { });
        _ports.Dispose();
        await started.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        await waiting.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        Assert.That(started.Send([1], waiting.LocalEndPoint), Is.False);
    }

    [Test]
    public async Task A_closed_port_cannot_be_started()
    {
        var port = _ports.Open();
        await port.DisposeAsync();
        Assert.That(() => port.Start(static (_, _, _) => { }), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task Closing_all_while_one_is_being_closed_fails_nobody()
    {
        // The thread may see the end, and end itself, before whoever asked for it has asked.
        for (var round = 0; round < 1000; round++)
        {
            var ports = new RtpPorts(IPAddress.Loopback, RtpPortRange.Any, new Random(round), TimeProvider.System, _errors.Add);
            var port = ports.Open();
            port.Start(static (_, _, _) => { });
            var closing = port.DisposeAsync();
            ports.Dispose();
            await closing.AsTask().WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        }

        Assert.That(_errors, Is.Empty);
    }

    [Test]
    public async Task Descriptors_beyond_what_select_could_hold_are_received_from()
    {
        // FD_SETSIZE is 1024; a process with hundreds of calls is beyond it.
        var many = new List<SafeHandle>();
        try
        {
            for (var i = 0; i < 1100; i++) many.Add(File.OpenHandle(typeof(RtpPortsTests).Assembly.Location));
            var arrived = new TaskCompletionSource();
            var (one, other) = (_ports.Open(), _ports.Open());
            other.Start((_, _, _) => arrived.TrySetResult());
            Assume.That(other.Socket.Handle, Is.GreaterThan((nint)1024));
            one.Send([1], other.LocalEndPoint);
            await arrived.Task.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
            Assert.That(_errors, Is.Empty);
        }
        finally
        {
            foreach (var handle in many) handle.Dispose();
        }
    }

    [Test]
    public async Task Whoever_fails_while_told_of_a_failure_ends_nothing()
    {
        var calls = 0;
        using var ports = new RtpPorts(IPAddress.Loopback, RtpPortRange.Any, new Random(0), TimeProvider.System, static e => throw e);
        var (one, other) = (ports.Open(), ports.Open());
        other.Start((_, _, _) => throw new InvalidOperationException($"call {Interlocked.Increment(ref calls)}"));
        one.Send([1], other.LocalEndPoint);
        one.Send([2], other.LocalEndPoint);
        await MediaLab.UntilAsync("two calls", () => Volatile.Read(ref calls) == 2);
    }
}
