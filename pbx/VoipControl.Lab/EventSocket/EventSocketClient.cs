using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using VoipControl.Lab.Channels;

namespace VoipControl.Lab.EventSocket;

/// <summary>One connection to the event socket, from the greeting to the goodbye (listener_run in mod_event_socket.c).</summary>
internal sealed class EventSocketClient : IDisposable
{
    private readonly Socket _socket;
    private readonly EventSocketServer _server;
    private readonly CancellationTokenSource _cut;
    private readonly ClientCommands _commands;
    private readonly ClientOutput _output;

    public EventSocketClient(Socket socket, EventSocketServer server, CancellationToken stopping)
    {
        _socket = socket;
        _server = server;
        _cut = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _output = new ClientOutput(server.Options.ClientBacklogLimit);
        _commands = new ClientCommands(this, server);
    }

    public Subscription Subscription { get; } = new();

    public ClientOutput Output => _output;

    public CancellationToken Gone => _cut.Token;

    public bool Authenticated { get; set; }

    public async Task RunAsync()
    {
        var sending = _output.SendAsync(_socket, _server.Faults.WaitWhileHangingAsync, _cut.Token);
        try
        {
            _socket.NoDelay = true;
            if (_server.IsAllowed(((IPEndPoint)_socket.RemoteEndPoint!).Address))
            {
                Send("Content-Type: auth/request\n\n");
                await ReadAsync().ConfigureAwait(false);
            }
            else
            {
                Send("Content-Type: text/rude-rejection\nContent-Length: 24\n\nAccess Denied, go away.\n");
            }
            _output.Close();
            await sending.ConfigureAwait(false);
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or ObjectDisposedException
                                      or InvalidDataException)
        {
            // The client went, was cut off, or spoke nonsense: in each case the connection is over.
            _output.Close();
        }
        finally
        {
            await _cut.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(sending).ConfigureAwait(false);
            _socket.Dispose();
        }
    }

    /// <summary>Hands an event over; a client that does not keep up is cut off.</summary>
    public void Offer(OutgoingEvent e)
    {
        if (Authenticated && Subscription.Wants(e) && !_output.TryWrite(e.Bytes(Subscription.Json)))
            Cut();
    }

    public void Send(string text)
    {
        if (!_output.TryWrite(Encoding.UTF8.GetBytes(text)))
            Cut();
    }

    public void Reply(string text) => Send($"Content-Type: command/reply\nReply-Text: {text}\n\n");

    public void ApiResponse(string body)
    {
        if (body.Length == 0)
            body = "-ERR no reply\n";
        Send($"Content-Type: api/response\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\n\n{body}");
    }

    /// <summary>Ends the connection at once; what waits is not sent.</summary>
    public void Cut()
    {
        try
        {
            _cut.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Already over.
        }
    }

    public void Dispose() => _cut.Dispose();

    private async Task ReadAsync()
    {
        await using var stream = new NetworkStream(_socket, ownsSocket: false);
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024));
        while (true)
        {
            var read = await reader.ReadAsync(_cut.Token).ConfigureAwait(false);
            var buffer = read.Buffer;
            while (CommandReader.TryRead(ref buffer, out var command))
            {
                // A hung process reads nothing it would act on; bytes pile up in the system's buffers and ours.
                await _server.Faults.WaitWhileHangingAsync(_cut.Token).ConfigureAwait(false);
                if (!await _commands.HandleAsync(command!).ConfigureAwait(false))
                    return;
            }
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
                return;
        }
    }
}
