using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace VoipControl.Tests.Lab;

/// <summary>A plain event socket client that shows every byte's meaning; not the product's, so that both can be wrong alone.</summary>
internal sealed class LabClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TcpClient _tcp;
    private readonly Channel<LabMessage> _replies = Channel.CreateUnbounded<LabMessage>();
    private readonly Channel<LabEvent> _events = Channel.CreateUnbounded<LabEvent>();
    private readonly Task _reading;

    private LabClient(TcpClient tcp)
    {
        _tcp = tcp;
        _reading = Task.Run(ReadAsync);
    }

    public static async Task<LabClient> ConnectAsync(IPEndPoint endpoint)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(endpoint);
        return new LabClient(tcp);
    }

    public static async Task<LabClient> ConnectAsync(VoipControl.Lab.LabSwitch lab, string? events = "plain ALL")
    {
        var client = await ConnectAsync(lab.Endpoint);
        await client.NextReplyAsync();
        await client.CommandAsync("auth " + lab.Options.Password);
        if (events is not null)
            await client.CommandAsync("event " + events);
        return client;
    }

    public async Task SendAsync(string text) => await _tcp.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text));

    public async Task<LabMessage> CommandAsync(string command)
    {
        await SendAsync(command + "\n\n");
        return await NextReplyAsync();
    }

    public async Task<string> ApiAsync(string command) => (await CommandAsync("api " + command)).Body;

    public async Task<LabMessage> NextReplyAsync() => await _replies.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public bool TryNextReply(out LabMessage? message) => _replies.Reader.TryRead(out message);

    public async Task<LabEvent> NextEventAsync() => await _events.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public async Task<LabEvent> WaitForEventAsync(Func<LabEvent, bool> wanted)
    {
        while (true)
        {
            if (await NextEventAsync() is var e && wanted(e))
                return e;
        }
    }

    public Task<LabEvent> WaitForEventAsync(string name) => WaitForEventAsync(e => e.Name == name);

    /// <summary>Everything that has arrived and, once the switch has closed the connection, all there will ever be.</summary>
    public async Task<List<LabEvent>> TakeEventsAsync(int count)
    {
        var events = new List<LabEvent>();
        while (events.Count < count)
            events.Add(await NextEventAsync());
        return events;
    }

    /// <summary>Events sent before this answer have been read when it returns.</summary>
    public async Task<List<LabEvent>> EventsSoFarAsync()
    {
        await CommandAsync("api echo sync");
        var events = new List<LabEvent>();
        while (_events.Reader.TryRead(out var e))
            events.Add(e);
        return events;
    }

    public Task ClosedAsync() => _reading.WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        await _reading;
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        var held = 0;
        try
        {
            while (true)
            {
                var read = await _tcp.GetStream().ReadAsync(buffer.AsMemory(held));
                if (read == 0)
                    break;
                held += read;
                held = Take(buffer, held);
                if (held == buffer.Length)
                    Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The connection is over, whoever ended it.
        }
        _replies.Writer.TryComplete();
        _events.Writer.TryComplete();
    }

    private int Take(byte[] buffer, int held)
    {
        ReadOnlySpan<byte> bytes = buffer.AsSpan(0, held);
        while (LabMessages.TryTake(ref bytes, out var message))
        {
            if (message.ContentType.StartsWith("text/event", StringComparison.Ordinal))
                _events.Writer.TryWrite(LabEvent.Of(message));
            else
                _replies.Writer.TryWrite(message);
        }
        bytes.CopyTo(buffer);
        return bytes.Length;
    }
}
