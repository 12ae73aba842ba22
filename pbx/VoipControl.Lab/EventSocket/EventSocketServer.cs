using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using VoipControl.Lab.Channels;
using VoipControl.Lab.Commands;

namespace VoipControl.Lab.EventSocket;

/// <summary>Listens, keeps the clients and hands events and commands between them and the life that the switch leads.</summary>
internal sealed class EventSocketServer(LabSwitchOptions options, TimeProvider time, ConcurrentQueue<Exception> errors) : IDisposable
{
    private readonly ConcurrentDictionary<EventSocketClient, Task> _clients = new();
    private Socket? _listener;
    private CancellationTokenSource _stop = new();
    private Task _accepting = Task.CompletedTask;
    private ApiCommands? _api;

    public LabSwitchOptions Options => options;
    public TimeProvider Time => time;
    public LabFaults Faults { get; set; } = null!;
    public SwitchCore Core => Api.Life.Core;
    public ICollection<EventSocketClient> Clients => _clients.Keys;

    private ApiCommands Api => _api ?? throw new InvalidOperationException("The switch has not been started.");

    /// <summary>Listens and serves <paramref name="api"/>'s life. The port stays the same from the first start on.</summary>
    public IPEndPoint Start(ApiCommands api, int port)
    {
        _api = api;
        _stop.Dispose();
        _stop = new CancellationTokenSource();
        _listener = new Socket(options.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(options.Address, port));
        _listener.Listen(128);
        _accepting = AcceptAsync(_listener, _stop.Token);
        return (IPEndPoint)_listener.LocalEndPoint!;
    }

    /// <summary>Closes the listener and every socket, unsent bytes included.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener?.Dispose();
        await _accepting.ConfigureAwait(false);
        await Task.WhenAll(_clients.Values).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _listener?.Dispose();
    }

    public void DropClients()
    {
        foreach (var client in _clients.Keys)
            client.Cut();
    }

    public void Send(OutgoingEvent e)
    {
        foreach (var (client, _) in _clients)
            client.Offer(e);
    }

    public bool IsAllowed(IPAddress address) =>
        options.AllowedNetworks.Count == 0 || options.AllowedNetworks.Any(n => n.Contains(address));

    public Task<string> ExecuteAsync(string command, string argument, CancellationToken cancel) =>
        Api.ExecuteAsync(command, argument, cancel);

    /// <summary>What must not happen before its reply is on the way: faults that close the socket.</summary>
    public void AfterReply(string command, string argument) => Api.AfterReply(command, argument);

    /// <summary>Runs a bgapi job; its result is an event, whoever asked (api_exec in mod_event_socket.c).</summary>
    public void RunJob(SwitchCore core, string job, string command, string argument) =>
        Track(RunJobAsync(core, job, command, argument));

    private async Task RunJobAsync(SwitchCore core, string job, string command, string argument)
    {
        var result = await ExecuteAsync(command, argument, _stop.Token).ConfigureAwait(false);
        if (Faults.AnswerLate is { Ticks: > 0 } late)
            await Task.Delay(late, time, _stop.Token).ConfigureAwait(false);
        lock (core.Gate)
            JobEvents.Fire(core, job, command, argument, result);
        AfterReply(command, argument);
    }

    private void Track(Task job) => _ = job.ContinueWith(
        t =>
        {
            if (t.Exception?.InnerException is { } e and not OperationCanceledException)
                errors.Enqueue(e);
        },
        CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private async Task AcceptAsync(Socket listener, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptAsync(stop).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The peer was gone before it was taken, or the listener is being closed.
                continue;
            }
            if (_clients.Count >= options.MaxClients)
            {
                socket.Dispose();
                continue;
            }
            var client = new EventSocketClient(socket, this, stop);
            _clients[client] = Task.CompletedTask;
            var running = Task.Run(() => ServeAsync(client), CancellationToken.None);
            // Still there: its task is waited for at the end. Already gone: it has removed itself.
            _clients.TryUpdate(client, running, Task.CompletedTask);
        }
    }

    private async Task ServeAsync(EventSocketClient client)
    {
        try
        {
            await client.RunAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            errors.Enqueue(e);
        }
        finally
        {
            _clients.TryRemove(client, out _);
            client.Dispose();
        }
    }
}
