using System.Net;
using System.Net.Sockets;

namespace VoipControl.Testing.RealFreeSwitch;

/// <summary>
/// A block of loopback addresses, 127.x.y.0/24, that no other test run on this machine uses at the same time. With
/// addresses of its own a pair may use the same SIP and RTP ports as any other pair.
/// </summary>
public sealed class LoopbackNet : IDisposable
{
    // Held open on the block's last address as long as the block is in use: whoever can bind it owns the block.
    private const int ReservationPort = 47_999;

    private readonly Socket _reservation;
    private readonly byte _second;
    private readonly byte _third;

    private LoopbackNet(Socket reservation, byte second, byte third)
    {
        _reservation = reservation;
        _second = second;
        _third = third;
    }

    /// <summary>Takes a free block.</summary>
    public static LoopbackNet Take()
    {
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var number = Environment.ProcessId + attempt;
            var (second, third) = ((byte)(64 + (number >> 8) % 128), (byte)number);
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                socket.Bind(new IPEndPoint(Address(second, third, 254), ReservationPort));
                return new LoopbackNet(socket, second, third);
            }
            catch (SocketException)
            {
                socket.Dispose();
            }
        }

        throw new InvalidOperationException("A thousand loopback blocks are taken.");
    }

    /// <summary>Address 127.x.y.<paramref name="last"/> of the block; 1 to 253.</summary>
    public IPAddress this[byte last] => Address(_second, _third, last);

    /// <summary>Gives the block back.</summary>
    public void Dispose() => _reservation.Dispose();

    private static IPAddress Address(byte second, byte third, byte last) => new([127, second, third, last]);
}
