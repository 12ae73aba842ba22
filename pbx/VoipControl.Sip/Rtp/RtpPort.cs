using System.Net;
using System.Net.Sockets;

namespace VoipControl.Sip.Rtp;

/// <summary>
/// One UDP socket for media, opened by <see cref="RtpPorts"/>. Packets are handed to one handler as they arrive; sending does
/// not wait. Nothing that comes from the network ends it.
/// </summary>
public sealed class RtpPort : IAsyncDisposable
{
    // About two seconds of one stream, as the kernel counts (it doubles the number and charges some 800 bytes a packet);
    // small enough that a flood against 400 ports cannot take the memory of the host.
    private const int ReceiveBuffer = 64 * 1024;

    // Expedited forwarding (RFC 3246), as telephones mark their media.
    private const int TrafficClass = 46 << 2;

    private readonly RtpPorts _ports;

    // One byte more than the longest packet: what fills it was longer and is refused by the parser.
    private readonly byte[] _buffer = new byte[RtpPacket.MaxLength + 1];
    private readonly SocketAddress _address;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SocketAddress? _knownAddress;
    private IPEndPoint _from;
    private RtpDatagramHandler? _handler;
    private Destination? _destination;
    private int _closing;
    private long _sendErrors;

    internal RtpPort(RtpPorts ports, IPEndPoint local)
    {
        _ports = ports;
        Socket = Bind(local);
        LocalEndPoint = (IPEndPoint)Socket.LocalEndPoint!;
        _address = new SocketAddress(local.AddressFamily);
        _from = LocalEndPoint;
    }

    /// <summary>The address and port that it is bound to.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>Datagrams that the system refused to send (no route, buffer full).</summary>
    public long SendErrors => Interlocked.Read(ref _sendErrors);

    internal Socket Socket { get; }

    /// <summary>Whether it was disposed, or is about to be.</summary>
    internal bool IsClosing => Volatile.Read(ref _closing) != 0;

    /// <summary>Begins to receive; once. What came since the port was opened is read first.</summary>
    /// <param name="handler">Must neither wait nor block: other ports wait for it.</param>
    /// <exception cref="InvalidOperationException">It was started before.</exception>
    public void Start(RtpDatagramHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (Interlocked.CompareExchange(ref _handler, handler, null) is not null) throw new InvalidOperationException($"The RTP port {LocalEndPoint} was started before.");
        _ports.Start(this);
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
        if (IsClosing) return false;
        try
        {
            Socket.SendTo(datagram, SocketFlags.None, known.Address);
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
        if (Interlocked.Exchange(ref _closing, 1) == 0) _ports.Close(this);
        await _closed.Task.ConfigureAwait(false);
    }

    /// <summary>Reads the next datagram; called when there is one.</summary>
    internal void Read()
    {
        int length;
        try
        {
            length = Socket.ReceiveFrom(_buffer, SocketFlags.None, _address);
        }
        catch (SocketException)
        {
            // Longer than any RTP packet, with a wrong checksum (nothing to read after all), or an ICMP answer to something that
            // was sent from here. None of them says anything about the next one.
            return;
        }

        var timestamp = _ports.Time.GetTimestamp();
        if (_knownAddress is null || !_knownAddress.Equals(_address))
        {
            _from = (IPEndPoint)LocalEndPoint.Create(_address);
            _knownAddress = new SocketAddress(_address.Family, _address.Size);
            _address.Buffer.Span[.._address.Size].CopyTo(_knownAddress.Buffer.Span);
        }

        if (!IsClosing) _handler!(_buffer.AsSpan(0, length), _from, timestamp);
    }

    /// <summary>Closes the socket; called when nobody reads it.</summary>
    internal void CloseSocket()
    {
        Volatile.Write(ref _closing, 1);
        Socket.Dispose();
        _closed.TrySetResult();
    }

    private static Socket Bind(IPEndPoint local)
    {
        var socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        try
        {
            socket.ReceiveBufferSize = ReceiveBuffer;
            MarkTraffic(socket);
            socket.Bind(local);
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
        if (socket.AddressFamily != AddressFamily.InterNetwork) return;
        try
        {
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.TypeOfService, TrafficClass);
        }
        catch (SocketException)
        {
            // A wish to the network, which a system may refuse; media flows without it.
        }
    }

    private sealed record Destination(IPEndPoint EndPoint, SocketAddress Address);
}
