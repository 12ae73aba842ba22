using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace VoipControl.Sip;

/// <summary>
/// One TCP connection, accepted or opened. Messages to send wait in a bounded queue; a peer that does not read fills it and
/// is cut off. Reading stops while the loop still has messages of this connection to handle.
/// </summary>
internal sealed class SipTcpConnection : IAsyncDisposable
{
    /// <summary>Messages that may wait for a peer to read.</summary>
    private const int MaxQueued = 256;

    /// <summary>Messages of one connection that may wait for the loop.</summary>
    private const int MaxUnhandled = 32;

    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(1);

    // The answer to a keep-alive (RFC 5626 3.5.1).
    private static readonly byte[] LineEnd = "\r\n"u8.ToArray();

    private readonly Socket _socket;
    private readonly SipTcpTransport _owner;
    // Never disposed: it has no timer, and a late Close must not fail.
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<(ReadOnlyMemory<byte> Bytes, Action? Failed)> _toSend =
        Channel.CreateBounded<(ReadOnlyMemory<byte>, Action?)>(new BoundedChannelOptions(MaxQueued) { SingleReader = true });

    private readonly SemaphoreSlim _unhandled = new(MaxUnhandled);
    private readonly Action _handled;
    private long _lastUse;
    private Task _running = Task.CompletedTask;

    public SipTcpConnection(Socket socket, IPEndPoint remote, SipTcpTransport owner)
    {
        _socket = socket;
        _owner = owner;
        Remote = remote;
        _handled = () => _unhandled.Release();
        Touch();
    }

    public IPEndPoint Remote { get; }

    /// <summary>How long nothing was sent or received.</summary>
    public TimeSpan Idle => _owner.Time.GetElapsedTime(Interlocked.Read(ref _lastUse));

    /// <param name="connect">Opens the connection first; an accepted one is open.</param>
    public void Start(bool connect) => _running = RunAsync(connect);

    /// <summary>Queues a message; false when the peer reads too slowly, which ends the connection.</summary>
    public bool Send(ReadOnlyMemory<byte> message, Action? failed)
    {
        if (_toSend.Writer.TryWrite((message, failed)))
            return true;
        Close();
        return false;
    }

    public void Close() => _stop.Cancel();

    /// <summary>Sends what waits, the last words of calls among it, if the peer takes it soon, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _toSend.Writer.TryComplete();
        // By the system's clock: a socket does not wait for another one.
        await Task.WhenAny(_running, Task.Delay(Goodbye, TimeProvider.System)).ConfigureAwait(false);
        await _stop.CancelAsync();
        await _running;
    }

    private void Touch() => Interlocked.Exchange(ref _lastUse, _owner.Time.GetTimestamp());

    private async Task RunAsync(bool connect)
    {
        try
        {
            if (connect)
            {
                using var limit = new CancellationTokenSource(SipTcpTransport.ConnectLimit, _owner.Time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
                await _socket.ConnectAsync(Remote, either.Token).ConfigureAwait(false);
            }

            _socket.NoDelay = true;
            var writing = WriteAsync();
            var reading = ReadAsync();
            await Task.WhenAny(writing, reading).ConfigureAwait(false);
            await _stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(writing, reading).ConfigureAwait(false);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The peer is gone or was never there: what was to be sent fails, each with its transaction.
        }
        finally
        {
            _toSend.Writer.TryComplete();
            while (_toSend.Reader.TryRead(out var unsent))
                unsent.Failed?.Invoke();
            _socket.Dispose();
            _owner.Forget(this);
        }
    }

    private async Task WriteAsync()
    {
        while (await _toSend.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false))
        {
            while (_toSend.Reader.TryRead(out var message))
            {
                try
                {
                    for (var rest = message.Bytes; rest.Length > 0;)
                        rest = rest[await _socket.SendAsync(rest, SocketFlags.None, _stop.Token).ConfigureAwait(false)..];
                    Touch();
                }
                catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
                {
                    message.Failed?.Invoke();
                    return;
                }
            }
        }
    }

    private async Task ReadAsync()
    {
        var framer = new SipStreamFramer(_owner.Limits);
        var buffer = new byte[16_384];
        while (true)
        {
            var read = await _socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, _stop.Token).ConfigureAwait(false);
            if (read == 0)
                return;
            Touch();
            framer.Append(buffer.AsSpan(0, read));
            if (!await TakeFramesAsync(framer).ConfigureAwait(false))
                return;
        }
    }

    /// <summary>
    /// False when the framing is lost: the next message's begin is unknown, so the connection is of no use (RFC 3261 18.3).
    /// </summary>
    private async ValueTask<bool> TakeFramesAsync(SipStreamFramer framer)
    {
        while (true)
        {
            switch (framer.Read(out var message))
            {
                case SipFrame.Message:
                    await _unhandled.WaitAsync(_stop.Token).ConfigureAwait(false);
                    _owner.Received(new SipReceived(message, new SipHop(SipProtocol.Tcp, Remote), _handled));
                    break;
                case SipFrame.Ping:
                    Send(LineEnd, null);
                    break;
                case SipFrame.NeedMore:
                    return true;
                default:
                    return false;
            }
        }
    }
}
