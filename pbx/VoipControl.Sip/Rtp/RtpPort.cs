using System.Net;
using System.Net.Sockets;

namespace VoipControl.Sip.Rtp;

/// <summary>
/// One UDP socket for media. Packets are handed to one handler as they arrive; sending does not wait. Nothing that comes
/// from the network ends the receive loop: it runs until the port is disposed.
/// </summary>
public sealed class RtpPort : IAsyncDisposable
{
    // About two seconds of one stream, as the kernel counts (it doubles the number and charges some 800 bytes a packet);
    // small enough that a flood against 400 ports cannot take the memory of the host.
    private const int ReceiveBuffer = 64 * 1024;

    // Expedited forwarding (RFC 3246), as telephones mark their media.
    private const int TrafficClass = 46 << 2;

    // A socket that fails at every call must not spin.
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromMilliseconds(10);

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly Action<Exception> _onError;
    private Destination? _destination;
    private Task _receiving = Task.CompletedTask;
    private int _started;
    private volatile bool _closed;
    private long _sendErrors;

    private RtpPort(Socket socket, TimeProvider time, Action<Exception> onError)
    {
        _socket = socket;
        _time = time;
        _onError = onError;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>The address and port that it is bound to.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>Datagrams that the system refused to send (no route, far port closed and told so, buffer full).</summary>
    public long SendErrors => Interlocked.Read(ref _sendErrors);

    /// <summary>Binds a socket to an even port of the range, beginning at a random one and trying on until one is free.</summary>
    /// <param name="address">A local address, IPv4 or IPv6.</param>
    /// <param name="range">Where to look.</param>
    /// <param name="random">Where to begin.</param>
    /// <param name="time">Stamps the arrivals.</param>
    /// <param name="onError">Told what the handler threw; the packet is lost and the loop goes on.</param>
    /// <exception cref="ArgumentException">The range is not one.</exception>
    /// <exception cref="SocketException">No port of the range is free, or the address is not local.</exception>
    public static RtpPort Open(IPAddress address, RtpPortRange range, Random random, TimeProvider time, Action<Exception> onError)
    {
        range.Validate();
        if (range.IsAny) return new RtpPort(Bind(address, 0), time, onError);
        var tries = range.EvenPorts;
        for (var (i, start) = (0, random.Next(tries)); ; i++)
        {
            try
            {
                return new RtpPort(Bind(address, range.FirstEven + 2 * ((start + i) % tries)), time, onError);
            }
            catch (SocketException taken) when (taken.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied && i + 1 < tries)
            {
                // The next one, until the last.
            }
        }
    }

    /// <summary>Begins to receive; once.</summary>
    /// <exception cref="InvalidOperationException">It was started before.</exception>
    public void Start(RtpDatagramHandler handler)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0) throw new InvalidOperationException($"The RTP port {LocalEndPoint} was started before.");
        _receiving = Task.Run(() => ReceiveAsync(handler));
    }

    /// <summary>
    /// Sends a datagram now, or loses it: media that waits is worth nothing. May be called from any thread; the destination is
    /// fastest when it is the same object as the last time.
    /// </summary>
    /// <returns>Whether the system took it.</returns>
    public bool Send(ReadOnlySpan<byte> datagram, IPEndPoint destination)
    {
        var known = _destination;
        if (known is null || !ReferenceEquals(known.EndPoint, destination))
            _destination = known = new Destination(destination, destination.Serialize());
        try
        {
            if (_closed) return false;
            _socket.SendTo(datagram, SocketFlags.None, known.Address);
            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Interlocked.Increment(ref _sendErrors);
            return false;
        }
    }

    /// <summary>Closes the socket and waits until the handler has returned for the last time.</summary>
    public async ValueTask DisposeAsync()
    {
        _closed = true;
        _socket.Dispose();
        await _receiving.ConfigureAwait(false);
    }

    private static Socket Bind(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.ReceiveBufferSize = ReceiveBuffer;
            MarkTraffic(socket);
            socket.Bind(new IPEndPoint(address, port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void MarkTraffic(Socket socket)
    {
        try
        {
            if (socket.AddressFamily == AddressFamily.InterNetwork)
                socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.TypeOfService, TrafficClass);
        }
        catch (SocketException)
        {
            // A wish to the network, which systems may refuse; media flows without it.
        }
    }

    private async Task ReceiveAsync(RtpDatagramHandler handler)
    {
        // One byte more than the longest packet: what fills it was longer and is refused by the parser.
        var buffer = GC.AllocateUninitializedArray<byte>(RtpPacket.MaxLength + 1, pinned: true);
        var address = new SocketAddress(_socket.AddressFamily);
        var template = new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        SocketAddress? known = null;
        var from = template;
        while (!_closed)
        {
            int length;
            try
            {
                length = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, address).ConfigureAwait(false);
            }
            catch (Exception e) when (_closed && e is SocketException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.MessageSize or SocketError.ConnectionReset or SocketError.ConnectionRefused)
            {
                // Longer than any RTP packet, or an ICMP answer to something that we sent. Neither says anything about the next one.
                continue;
            }
            catch (SocketException e)
            {
                _onError(e);
                await Task.Delay(PauseAfterError, _time).ConfigureAwait(false);
                continue;
            }

            var timestamp = _time.GetTimestamp();
            if (known is null || !known.Equals(address))
            {
                from = (IPEndPoint)template.Create(address);
                known = Copy(address);
            }

            try
            {
                handler(buffer.AsSpan(0, length), from, timestamp);
            }
            catch (Exception e)
            {
                _onError(e);
            }
        }
    }

    private static SocketAddress Copy(SocketAddress address)
    {
        var copy = new SocketAddress(address.Family, address.Size);
        address.Buffer.Span[..address.Size].CopyTo(copy.Buffer.Span);
        return copy;
    }

    private sealed record Destination(IPEndPoint EndPoint, SocketAddress Address);
}
