using System.Net;
using System.Net.Sockets;
using System.Text;
using VoipControl.Sip;

namespace VoipControl.Testing.Sip;

/// <summary>A UDP port without any SIP behind it: sends what a test wrote and reads what comes back.</summary>
internal sealed class SipWire : IDisposable
{
    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));

    public SipWire() => Text = new SipRequestText(Local);

    public IPEndPoint Local => (IPEndPoint)_socket.Client.LocalEndPoint!;

    /// <summary>Requests that name this port.</summary>
    public SipRequestText Text { get; }

    public void Send(string text, IPEndPoint to) => Send(Encoding.UTF8.GetBytes(text), to);

    public void Send(ReadOnlySpan<byte> bytes, IPEndPoint to) => _socket.Send(bytes, to);

    /// <summary>The next message, or a <see cref="TimeoutException"/>.</summary>
    public async Task<SipMessage> ReceiveAsync()
    {
        var text = await ReceiveTextAsync();
        return SipParser.Parse(Encoding.UTF8.GetBytes(text)).Message ?? throw new InvalidOperationException("No SIP came: " + text);
    }

    /// <summary>The next datagram, whatever it is.</summary>
    public async Task<string> ReceiveTextAsync() =>
        Encoding.UTF8.GetString((await _socket.ReceiveAsync().WaitAsync(SipParty.Limit)).Buffer);

    /// <summary>The next message but provisional responses.</summary>
    public async Task<T> ReceiveAsync<T>()
        where T : SipMessage
    {
        while (true)
        {
            if (await ReceiveAsync() is T message and not SipResponse { IsProvisional: true })
                return message;
        }
    }

    /// <summary>Datagrams that wait to be read.</summary>
    public int Waiting => _socket.Available;

    public void Dispose() => _socket.Dispose();
}
