using System.Net;
using System.Net.Sockets;

namespace VoipControl.Sip.Rtp;

/// <summary>
/// Opens media ports of a range at one address and receives for all of them, on one thread: hundreds of sockets with fifty
/// small packets a second each cost half as much this way as with an asynchronous read a socket, which would wake a pool
/// thread for each packet. It lives as long as the process; ports come and go.
/// </summary>
public sealed class RtpPorts : IDisposable
{
    // A system that refuses to wait must not make the loop spin.
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromMilliseconds(10);

    private readonly IPAddress _address;
    private readonly RtpPortRange _range;
    private readonly Random _random;
    private readonly Action<Exception> _onError;
    // Held while a free port is looked for, which takes long in a full range; the thread that reads does not wait for it.
    private readonly Lock _opening = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<Socket, RtpPort> _started = [];
    private readonly List<RtpPort> _closing = [];
    private readonly Socket _wake;
    private readonly ManualResetEvent _stopped = new(false);
    private readonly Thread _thread;
    private bool _changed = true;
    private bool _disposed;

    /// <param name="address">A local address, IPv4 or IPv6.</param>
    /// <param name="range">Where to look for free ports.</param>
    /// <param name="random">Where to begin to look; not shared with other threads.</param>
    /// <param name="time">Stamps the arrivals.</param>
    /// <param name="onError">Told what a handler threw, or why the system would not receive; the loop goes on.</param>
    /// <exception cref="ArgumentException">The range is not one.</exception>
    public RtpPorts(IPAddress address, RtpPortRange range, Random random, TimeProvider time, Action<Exception> onError)
    {
        range.Validate();
        _address = address;
        _range = range;
        _random = random;
        _onError = onError;
        Time = time;
        _wake = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        _wake.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        // Connected to itself: it hears nobody else.
        _wake.Connect(_wake.LocalEndPoint!);
        _thread = new Thread(Run) { IsBackground = true, Name = "media ports", Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    /// <summary>Stamps the arrivals.</summary>
    internal TimeProvider Time { get; }

    /// <summary>Binds an even port of the range, beginning at a random one and trying on until one is free.</summary>
    /// <param name="address">Another local address than the usual one.</param>
    /// <exception cref="SocketException">No port of the range is free, or the address is not local.</exception>
    public RtpPort Open(IPAddress? address = null)
    {
        address ??= _address;
        lock (_opening)
        {
            lock (_gate) ObjectDisposedException.ThrowIf(_disposed, this);
            if (_range.IsAny) return new RtpPort(this, new IPEndPoint(address, 0));
            var tries = _range.EvenPorts;
            for (var (i, start) = (0, _random.Next(tries)); ; i++)
            {
                try
                {
                    return new RtpPort(this, new IPEndPoint(address, _range.FirstEven + 2 * ((start + i) % tries)));
                }
                catch (SocketException taken) when (taken.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied && i + 1 < tries)
                {
                    // The next one, until the last.
                }
            }
        }
    }

    /// <summary>Stops receiving and closes every port; no handler runs any more when it returns.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            _closing.AddRange(_started.Values);
            // Here, since the thread disposes it as soon as it sees the end.
            _stopped.Set();
        }

        Wake();
        if (Thread.CurrentThread != _thread) _thread.Join();
    }

    /// <summary>Has a port's packets read from now on.</summary>
    internal void Start(RtpPort port)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            ObjectDisposedException.ThrowIf(port.IsClosing, port);
            _started.Add(port.Socket, port);
            _changed = true;
        }

        Wake();
    }

    /// <summary>Has a port closed by the thread that reads it: closing a socket that is waited for would race.</summary>
    internal void Close(RtpPort port)
    {
        lock (_gate)
        {
            if (!_disposed && _started.ContainsKey(port.Socket))
            {
                _closing.Add(port);
            }
            else if (!_closing.Contains(port))
            {
                // Never started, or closed with all others.
                port.CloseSocket();
                return;
            }
        }

        Wake();
    }

    private void Wake()
    {
        try
        {
            _wake.Send([0]);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Its buffer is full of other wakes, or the thread has ended.
        }
    }

    private void Run()
    {
        Socket[] sockets = [];
        List<Socket> ready = [];
        while (true)
        {
            lock (_gate)
            {
                ClosePorts();
                if (_disposed) break;
                if (_changed) sockets = [_wake, .. _started.Keys];
                _changed = false;
            }

            ready.Clear();
            ready.AddRange(sockets);
            try
            {
                Socket.Select(ready, null, null, Timeout.InfiniteTimeSpan);
            }
            catch (Exception e)
            {
                // Whatever it is: if this thread ended, every call would fall silent.
                Report(e);
                _stopped.WaitOne(PauseAfterError);
                continue;
            }

            foreach (var socket in ready) Read(socket);
        }

        _wake.Dispose();
        _stopped.Dispose();
    }

    private void ClosePorts()
    {
        foreach (var port in _closing)
        {
            _started.Remove(port.Socket);
            port.CloseSocket();
            _changed = true;
        }

        _closing.Clear();
    }

    private void Read(Socket socket)
    {
        try
        {
            if (socket == _wake) ReadWakes();
            else PortOf(socket).Read();
        }
        catch (Exception e)
        {
            Report(e);
        }
    }

    private void Report(Exception error)
    {
        try
        {
            _onError(error);
        }
        catch (Exception)
        {
            // Who fails while he is told of a failure has nobody left to tell; thrown on this thread it would end the process.
        }
    }

    private RtpPort PortOf(Socket socket)
    {
        lock (_gate) return _started[socket];
    }

    private void ReadWakes()
    {
        Span<byte> one = stackalloc byte[1];
        while (_wake.Available > 0) _wake.Receive(one);
    }
}
