using System.Buffers;
using System.Net;
using System.Net.Sockets;
using VoipControl.Esl;

namespace VoipControl.IntegrationTests.EndToEnd;

/// <summary>
/// The wire between a control plane and a switch, which can be bent: then the control plane gets bytes of the test's own,
/// at once and on each new connection, and nothing of the switch. It passes on whole messages, so that the bytes never
/// fall into the middle of one. The calls of the switch know nothing of it.
/// </summary>
internal sealed class BentWire : IAsyncDisposable
{
    private readonly IPEndPoint _switch;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;
    private CancellationTokenSource _bending = new();
    private volatile byte[]? _bent;

    public BentWire(IPEndPoint @switch)
    {
        _switch = @switch;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public IPEndPoint Endpoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Changes what the switch sends, message by message; it must keep the length.</summary>
    public Action<byte[]>? Change { get; set; }

    /// <summary>From now on the control plane gets these bytes and nothing more.</summary>
    public async Task BendAsync(byte[] bytes)
    {
        _bent = bytes;
        await _bending.CancelAsync();
    }

    /// <summary>From the next connection on the switch is heard again; bent ones are closed.</summary>
    public async Task StraightenAsync()
    {
        _bent = null;
        var old = Interlocked.Exchange(ref _bending, new CancellationTokenSource());
        await old.CancelAsync();
        Straightened?.Invoke();
    }

    private event Action? Straightened;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _end.Dispose();
        _bending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        using var plane = client;
        try
        {
            var stream = plane.GetStream();
            if (_bent is null)
            {
                using var bending = CancellationTokenSource.CreateLinkedTokenSource(_bending.Token, ended.Token);
                using var behind = new TcpClient();
                await behind.ConnectAsync(_switch, ended.Token);
                var commands = stream.CopyToAsync(behind.GetStream(), bending.Token);
                var messages = PassAsync(behind.GetStream(), stream, bending.Token);
                await Task.WhenAny(commands, messages);
                await Task.WhenAll(commands, messages).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                if (!_bending.IsCancellationRequested) return;
            }
            if (_bent is not { } bent) return;
            var straightened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            void Straighten() => straightened.TrySetResult();
            Straightened += Straighten;
            try
            {
                await stream.WriteAsync(bent, ended.Token);
                await Task.WhenAny(straightened.Task, stream.CopyToAsync(Stream.Null, ended.Token));
            }
            finally
            {
                Straightened -= Straighten;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the three is gone.
        }
    }

    /// <summary>Passes whole messages on; the one that is under way when the wire is bent is not sent at all.</summary>
    private async Task PassAsync(NetworkStream from, NetworkStream to, CancellationToken cancellation)
    {
        var waiting = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await from.ReadAsync(waiting.GetMemory(64 * 1024), cancellation);
            if (read == 0) return;
            waiting.Advance(read);
            var whole = new ReadOnlySequence<byte>(waiting.WrittenMemory);
            while (EslParser.TryRead(ref whole, EslLimits.Default, out var message)) message.Event?.Dispose();
            var rest = whole.ToArray();
            var passed = waiting.WrittenMemory[..^rest.Length].ToArray();
            Change?.Invoke(passed);
            // Not cancelled: half a message would be a fault of its own.
            await to.WriteAsync(passed, CancellationToken.None);
            waiting.ResetWrittenCount();
            waiting.Write(rest);
        }
    }
}
