using System.Net;
using System.Net.Sockets;

namespace VoipControl.Sip;

/// <summary>One UDP socket: reads into one buffer and copies each datagram once, to its own length.</summary>
internal sealed class SipUdpTransport : IAsyncDisposable
{
    private const int MaxDatagram = 65_535;

    // A burst of messages (a hundred calls answered at once) must survive until the loop comes to read it.
    private const int SocketBuffer = 4 * 1024 * 1024;

    private readonly Socket _socket;
    private readonly Action<SipReceived> _received;
    private readonly CancellationTokenSource _stop = new();
    private Task _reading = Task.CompletedTask;

    public SipUdpTransport(IPEndPoint local, Action<SipReceived> received)
    {
        _received = received;
        _socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveBufferSize = SocketBuffer,
            SendBufferSize = SocketBuffer,
        };
        try
        {
            _socket.Bind(local);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        // A full send buffer must not stop the loop; such a message counts as lost, as UDP's do.
        _socket.Blocking = false;
        Local = (IPEndPoint)_socket.LocalEndPoint!;
    }

    public IPEndPoint Local { get; }

    public void Start() => _reading = ReadAsync(_stop.Token);

    /// <summary>Sends one datagram. False when the system says that it cannot go (no route, too long); a full buffer is loss.</summary>
    public bool Send(ReadOnlySpan<byte> message, IPEndPoint remote)
    {
        try
        {
            _socket.SendTo(message, SocketFlags.None, remote);
            return true;
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable)
        {
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Gives the port back; for a transport that was never started.</summary>
    public void Close()
    {
        _socket.Dispose();
        _stop.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Dispose();
        await _reading;
        _stop.Dispose();
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(MaxDatagram, pinned: true);
        var sender = new SocketAddress(_socket.AddressFamily);
        var any = new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var length = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, sender, stop).ConfigureAwait(false);
                var remote = (IPEndPoint)any.Create(sender);
                _received(new SipReceived(buffer.AsSpan(0, length).ToArray(), new SipHop(SipProtocol.Udp, remote)));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException) when (!stop.IsCancellationRequested)
            {
                // An ICMP error that some systems report on the next read: it says nothing about this socket. Should one
                // persist, others get their turn.
                await Task.Yield();
            }
            catch (SocketException)
            {
                return;
            }
        }
    }
}
