using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace VoipControl.Testing.Sip;

/// <summary>
/// The network between two user agents: two UDP ports of loopback, each being one agent's address as the other sees it. It
/// writes down every datagram as a line of a ladder diagram, and drops those that a test wants dropped.
/// </summary>
internal sealed class SipPath : IAsyncDisposable
{
    private readonly Socket _left = Bind();
    private readonly Socket _right = Bind();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _ladder = new();
    private readonly ConcurrentQueue<string> _texts = new();
    private readonly List<Task> _running = [];
    private IPEndPoint? _leftAgent;
    private IPEndPoint? _rightAgent;
    private int _count;
    private int _dropped;

    /// <summary>The left agent's address as the right one sees it; to be advertised by the left one.</summary>
    public IPEndPoint Left => (IPEndPoint)_left.LocalEndPoint!;

    /// <summary>The right agent's address as the left one sees it; to be advertised by the right one.</summary>
    public IPEndPoint Right => (IPEndPoint)_right.LocalEndPoint!;

    /// <summary>Decides about each datagram by its number (from 1) and its ladder line; default all pass.</summary>
    public Func<int, string, bool> Drop { get; set; } = static (_, _) => false;

    /// <summary>What passed, e.g. <c>&gt; INVITE</c> (left to right), <c>&lt; 180 INVITE</c>; dropped ones begin with x.</summary>
    public IReadOnlyList<string> Ladder => [.. _ladder];

    /// <summary>The datagrams themselves.</summary>
    public IReadOnlyList<string> Texts => [.. _texts];

    /// <summary>How many were dropped.</summary>
    public int Dropped => _dropped;

    /// <summary>Begins to carry between the agents' real addresses.</summary>
    public void Connect(IPEndPoint leftAgent, IPEndPoint rightAgent)
    {
        _leftAgent = leftAgent;
        _rightAgent = rightAgent;
        // What the left agent sends to the right one's address arrives from the left one's address, and the other way round.
        _running.Add(CarryAsync(_right, _left, "> ", () => _rightAgent));
        _running.Add(CarryAsync(_left, _right, "< ", () => _leftAgent));
    }

    /// <summary>Another agent takes the left one's place: what is sent to <see cref="Left"/> goes there from now on.</summary>
    public void MoveLeft(IPEndPoint leftAgent) => _leftAgent = leftAgent;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        _left.Dispose();
        _right.Dispose();
        _stop.Dispose();
    }

    private static Socket Bind()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 1 << 20 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private async Task CarryAsync(Socket from, Socket to, string arrow, Func<IPEndPoint> agent)
    {
        var buffer = new byte[65_535];
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var length = await from.ReceiveAsync(buffer, _stop.Token);
                var text = Encoding.UTF8.GetString(buffer, 0, length);
                var line = arrow + Title(text);
                if (Drop(Interlocked.Increment(ref _count), line))
                {
                    _dropped++;
                    _ladder.Enqueue("x" + line);
                    continue;
                }

                _ladder.Enqueue(line);
                _texts.Enqueue(text);
                await to.SendToAsync(buffer.AsMemory(0, length), agent(), _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static string Title(string text)
    {
        var first = text.Split('\r', 2)[0];
        if (!first.StartsWith("SIP/2.0 ", StringComparison.Ordinal))
            return first.Split(' ')[0];
        var sequence = text.Split("\r\n").FirstOrDefault(line => line.StartsWith("CSeq:", StringComparison.OrdinalIgnoreCase)) ?? "";
        return $"{first.Split(' ')[1]} {sequence.Split(' ')[^1]}";
    }
}
