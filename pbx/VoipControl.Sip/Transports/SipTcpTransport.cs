using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace VoipControl.Sip;

/// <summary>
/// A TCP listener and all connections, accepted and opened, by the peer's address. A connection is used by whoever has to
/// send to that address, closed when idle, and limited in number: beyond the limit the address that holds most loses the one
/// that is idle longest.
/// </summary>
internal sealed class SipTcpTransport : IAsyncDisposable
{
    /// <summary>Longest time to open a connection; below timer F, so that a transaction hears of it first.</summary>
    public static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<IPEndPoint, SipTcpConnection> _connections = new();
    private readonly Socket _listener;
    private readonly int _maxConnections;
    private readonly TimeSpan _idleLimit;
    private readonly CancellationTokenSource _stop = new();
    private ITimer? _sweep;
    private Task _accepting = Task.CompletedTask;

    public SipTcpTransport(
        IPEndPoint local, int maxConnections, TimeSpan idleLimit, SipLimits limits, TimeProvider time, Action<SipReceived> received)
    {
        _maxConnections = maxConnections;
        _idleLimit = idleLimit;
        Limits = limits;
        Time = time;
        Received = received;
        _listener = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.Bind(local);
            _listener.Listen(128);
        }
        catch
        {
            _listener.Dispose();
            throw;
        }

        Local = (IPEndPoint)_listener.LocalEndPoint!;
    }

    public IPEndPoint Local { get; }

    public SipLimits Limits { get; }

    public TimeProvider Time { get; }

    public Action<SipReceived> Received { get; }

    public int Connections => _connections.Count;

    public void Start()
    {
        _accepting = AcceptAsync(_stop.Token);
        _sweep = Time.CreateTimer(_ => CloseIdle(), null, _idleLimit / 4, _idleLimit / 4);
    }

    /// <summary>Sends over the connection to that address, opened when there is none. Failure is told by <paramref name="failed"/>.</summary>
    public void Send(ReadOnlyMemory<byte> message, IPEndPoint remote, Action? failed)
    {
        if (!_connections.TryGetValue(remote, out var connection) && (connection = Open(remote)) is null)
        {
            failed?.Invoke();
            return;
        }

        if (!connection.Send(message, failed))
            failed?.Invoke();
    }

    public void Forget(SipTcpConnection connection) =>
        _connections.TryRemove(new KeyValuePair<IPEndPoint, SipTcpConnection>(connection.Remote, connection));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        if (_sweep is { } sweep)
            await sweep.DisposeAsync();
        await _accepting;
        await Task.WhenAll(_connections.Values.Select(static connection => connection.DisposeAsync().AsTask()));
        _stop.Dispose();
    }

    private SipTcpConnection? Open(IPEndPoint remote)
    {
        if (_stop.IsCancellationRequested || !HasRoom())
            return null;
        var socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        var connection = new SipTcpConnection(socket, remote, this);
        Keep(connection);
        connection.Start(connect: true);
        return connection;
    }

    private async Task AcceptAsync(CancellationToken stop)
    {
        var pause = false;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (pause)
                    await Task.Delay(AcceptPause, Time, stop).ConfigureAwait(false);
                pause = false;
                var socket = await _listener.AcceptAsync(stop).ConfigureAwait(false);
                if (!HasRoom())
                {
                    socket.Dispose();
                    continue;
                }

                var connection = new SipTcpConnection(socket, (IPEndPoint)socket.RemoteEndPoint!, this);
                Keep(connection);
                connection.Start(connect: false);
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
                // One connection that was gone before it was accepted, or the process is out of sockets: the listener lives.
                pause = true;
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    private bool HasRoom()
    {
        if (_connections.Count < _maxConnections)
            return true;
        // Somebody who holds many connections must neither keep others out, silent or not, nor drive them out.
        var held = _connections.Values.CountBy(static connection => connection.Remote.Address).ToDictionary();
        var last = _connections.Values.MaxBy(connection => (held.GetValueOrDefault(connection.Remote.Address), connection.Idle));
        if (last is null || last.Idle < TimeSpan.FromSeconds(5))
            return false;
        Forget(last);
        last.Close();
        return true;
    }

    // A peer may reach us from the very port that we reached it at. Only one of the two can be found by its address; the other
    // would never be closed.
    private void Keep(SipTcpConnection connection)
    {
        SipTcpConnection? before = null;
        _connections.AddOrUpdate(connection.Remote, connection, (_, other) =>
        {
            before = other;
            return connection;
        });
        before?.Close();
    }

    private void CloseIdle()
    {
        foreach (var connection in _connections.Values.Where(connection => connection.Idle > _idleLimit))
        {
            Forget(connection);
            connection.Close();
        }
    }
}
