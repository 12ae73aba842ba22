using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace VoipControl.Testing;

/// <summary>
/// An event socket that does what a test tells it, byte by byte: it reads commands and hands them to the test, and sends
/// whatever the test gives it. It answers nothing by itself. One connection at a time, real TCP on loopback.
/// </summary>
public sealed class ScriptedEslServer : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Channel<string> _commands = Channel.CreateUnbounded<string>();
    private Socket? _socket;
    private Task _reading = Task.CompletedTask;

    public ScriptedEslServer() => _listener.Start();

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Takes the next connection and begins to read its commands.</summary>
    public async Task AcceptAsync()
    {
        using var deadline = new CancellationTokenSource(s_patience, TimeProvider.System);
        _socket = await _listener.AcceptSocketAsync(deadline.Token);
        _socket.NoDelay = true;
        _reading = ReadAsync(_socket);
    }

    /// <summary>Takes the next connection, asks for the password and accepts whatever comes.</summary>
    public async Task AcceptAndGreetAsync()
    {
        await AcceptAsync();
        await SendAsync("Content-Type: auth/request\n\n");
        await NextCommandAsync();
        await ReplyAsync("+OK accepted");
    }

    /// <summary>The next command with its headers, without the empty line; waits for it.</summary>
    public async Task<string> NextCommandAsync()
    {
        using var deadline = new CancellationTokenSource(s_patience, TimeProvider.System);
        return await _commands.Reader.ReadAsync(deadline.Token);
    }

    /// <summary>True when the client has closed the connection; waits for it.</summary>
    public async Task ClientHasClosedAsync() => await _reading.WaitAsync(s_patience, TimeProvider.System);

    /// <summary>A command/reply.</summary>
    public Task ReplyAsync(string text, string moreHeaders = "") =>
        SendAsync($"Content-Type: command/reply\nReply-Text: {text}\n{moreHeaders}\n");

    /// <summary>An api/response.</summary>
    public Task RespondAsync(string body) => SendWithBodyAsync("api/response", body);

    /// <summary>An event, given its header lines without the last line end, and its own body.</summary>
    public Task SendEventAsync(string headers, string body = "", string format = "plain")
    {
        string own = body.Length == 0
            ? "\n"
            : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\n\n{body}");
        return SendWithBodyAsync($"text/event-{format}", format == "plain" ? headers + "\n" + own : headers);
    }

    /// <summary>Any message with a body.</summary>
    public Task SendWithBodyAsync(string contentType, string body, string moreHeaders = "") =>
        SendAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"Content-Type: {contentType}\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\n{moreHeaders}\n{body}"));

    /// <summary>Any text, as UTF-8.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Any bytes.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        Socket socket = _socket ?? throw new InvalidOperationException("No client is connected.");
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes)..];
    }

    /// <summary>Closes the connection in an orderly way.</summary>
    public void Close()
    {
        _socket?.Shutdown(SocketShutdown.Both);
        _socket?.Close();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        _socket?.Dispose();
        await _reading;
    }

    private async Task ReadAsync(Socket socket)
    {
        var text = new StringBuilder();
        byte[] bytes = new byte[4096];
        try
        {
            for (int read; (read = await socket.ReceiveAsync(bytes)) > 0;)
            {
                text.Append(Encoding.UTF8.GetString(bytes, 0, read));
                for (int end; (end = text.ToString().IndexOf("\n\n", StringComparison.Ordinal)) >= 0;)
                {
                    _commands.Writer.TryWrite(text.ToString(0, end));
                    text.Remove(0, end + 2);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The client hung up hard, or the test is over: either way no more commands come.
        }
    }
}
