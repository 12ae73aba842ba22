using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading.Channels;

namespace VoipControl.Esl;

/// <summary>
/// One authenticated connection to a switch's event socket (mod_event_socket, inbound mode). A single loop reads it: replies
/// go to the commands in order, events into a bounded queue. It never reconnects: events that were missed cannot be had
/// again, so the owner must connect anew and compare what it knows with the switch.
/// </summary>
public sealed partial class EslConnection : IAsyncDisposable
{
    // About 4,000 events: a burst that a consumer works off in 20 ms. Only as much is kept as a burst has needed.
    private const long KeptEventBytes = 32 * 1024 * 1024;
    private const int FarAhead = 1024;
    private const int ReceiveBuffer = 64 * 1024;

    private readonly EslOptions _options;
    private readonly TimeProvider _time;
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly PipeReader _reader;
    private readonly EventBufferPool _pool = new(KeptEventBytes);
    private readonly Channel<EslEvent> _events;
    private readonly Channel<EslLogLine> _logs;
    private readonly TaskCompletionSource<EslException> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly Queue<AwaitedReply> _awaited = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private ITimer? _stalledCheck;
    private Task _reading = Task.CompletedTask;
    private EslException? _reason;
    private long _lastHeartbeat;
    private long _messageBegan;
    private long _droppedLogLines;

    private EslConnection(EslOptions options, TimeProvider time, Socket socket)
    {
        _options = options;
        _time = time;
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: ReceiveBuffer, minimumReadSize: ReceiveBuffer / 4, leaveOpen: true));
        _events = Channel.CreateBounded<EslEvent>(new BoundedChannelOptions(options.EventQueueCapacity) { SingleWriter = true, SingleReader = true });
        _logs = Channel.CreateBounded<EslLogLine>(
            new BoundedChannelOptions(options.LogQueueCapacity) { SingleWriter = true, FullMode = BoundedChannelFullMode.DropOldest },
            _ => Interlocked.Increment(ref _droppedLogLines));
        _lastHeartbeat = time.GetTimestamp();
    }

    /// <summary>
    /// Events in the order they arrived, for one reader, who disposes each. When the connection ends, the events that wait
    /// can still be read; then the reader gets an <see cref="EslConnectionLostException"/> that carries the reason.
    /// </summary>
    public ChannelReader<EslEvent> Events => _events.Reader;

    /// <summary>Lines of the switch's log after <see cref="EslCommand.Log"/>. The oldest are dropped when nobody reads them:
    /// a log, unlike an event, is no fact about a call.</summary>
    public ChannelReader<EslLogLine> Logs => _logs.Reader;

    /// <summary>How many log lines were dropped.</summary>
    public long DroppedLogLines => Interlocked.Read(ref _droppedLogLines);

    /// <summary>
    /// Completes when the connection has ended, with the reason: <see cref="EslQueueFullException"/>,
    /// <see cref="EslProtocolException"/>, <see cref="EslTimeoutException"/> (half a message, then silence), or
    /// <see cref="EslConnectionLostException"/>. Never faults.
    /// </summary>
    public Task<EslException> Closed => _closed.Task;

    /// <summary>
    /// Time since the last HEARTBEAT event, or since the connection was made when none has come. Means something only while
    /// HEARTBEAT is subscribed. Monotonic.
    /// </summary>
    public TimeSpan SinceLastHeartbeat => _time.GetElapsedTime(Interlocked.Read(ref _lastHeartbeat));

    /// <summary>Events that wait to be read.</summary>
    public int WaitingEvents => _events.Reader.Count;

    /// <summary>Connects and gives the password.</summary>
    /// <exception cref="EslConnectionLostException">Nobody listens there, or the peer closed the connection.</exception>
    /// <exception cref="EslAddressNotAllowedException">The switch does not take connections from this address.</exception>
    /// <exception cref="EslAuthenticationRefusedException">The password is wrong.</exception>
    /// <exception cref="EslTimeoutException">No complete answer within <see cref="EslOptions.ConnectTimeout"/>.</exception>
    /// <exception cref="EslProtocolException">Something that is no event socket answered.</exception>
    public static async Task<EslConnection> ConnectAsync(EslOptions options, TimeProvider time, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        options.Validate();
        using var deadline = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 1024 * 1024 };
        EslConnection? connection = null;
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, either.Token).ConfigureAwait(false);
            connection = new EslConnection(options, time, socket);
            await connection.AuthenticateAsync(either.Token).ConfigureAwait(false);
            connection.Start();
            return connection;
        }
        catch (Exception e)
        {
            if (connection is not null)
                await connection.DisposeAsync().ConfigureAwait(false);
            socket.Dispose();
            if (cancellationToken.IsCancellationRequested || e is EslException)
                throw;
            if (e is OperationCanceledException)
                throw new EslTimeoutException(string.Create(CultureInfo.InvariantCulture, $"{options.Host}:{options.Port} did not complete the greeting within {options.ConnectTimeout.TotalSeconds} s."), e);
            if (e is SocketException or IOException)
                throw new EslConnectionLostException(string.Create(CultureInfo.InvariantCulture, $"{options.Host}:{options.Port} cannot be reached: {e.Message}"), e);
            throw;
        }
    }

    /// <summary>Closes the connection. Commands in flight fail, <see cref="Closed"/> completes.</summary>
    public async ValueTask DisposeAsync()
    {
        Close(new EslConnectionLostException("The connection was closed by this side."));
        await _reading.ConfigureAwait(false);
        // Nobody may read what still waits; its buffers need not go back to a pool that ends here too.
        await _stream.DisposeAsync().ConfigureAwait(false);
    }

    private async Task AuthenticateAsync(CancellationToken cancellationToken)
    {
        EslMessage greeting = await ReadOneAsync(cancellationToken).ConfigureAwait(false);
        if (greeting.Kind == EslMessageKind.RudeRejection)
            throw new EslAddressNotAllowedException($"{_options.Host} does not allow this address: {greeting.Text.Trim()}");
        if (greeting.Kind != EslMessageKind.AuthRequest)
            throw new EslProtocolException($"The first message was {greeting.Kind}, not auth/request.");
        await _stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"auth {_options.Password}\n\n"), cancellationToken).ConfigureAwait(false);
        EslMessage answer = await ReadOneAsync(cancellationToken).ConfigureAwait(false);
        if (answer.Reply is null)
            throw new EslProtocolException($"The password was answered by {answer.Kind}, not by command/reply.");
        if (!answer.Reply.IsOk)
            throw new EslAuthenticationRefusedException($"{_options.Host} refused the password: {answer.Reply.Text}");
    }

    private async Task<EslMessage> ReadOneAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult result = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            if (EslParser.TryRead(ref buffer, _options.Limits, out EslMessage message, _pool))
            {
                _reader.AdvanceTo(buffer.Start);
                return message;
            }

            if (result.IsCompleted)
                throw new EslConnectionLostException($"{_options.Host} closed the connection during the greeting.");
            _reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private void Start()
    {
        TimeSpan period = _options.MessageTimeout / 4;
        _stalledCheck = _time.CreateTimer(static state => ((EslConnection)state!).CheckStalled(), this, period, period);
        _reading = ReadAsync();
    }

    private void CheckStalled()
    {
        long began = Interlocked.Read(ref _messageBegan);
        if (began != 0 && _time.GetElapsedTime(began) >= _options.MessageTimeout)
            Close(new EslTimeoutException(string.Create(CultureInfo.InvariantCulture, $"The switch sent half a message and nothing more for {_options.MessageTimeout.TotalSeconds} s.")));
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await ReadOnceAsync().ConfigureAwait(false))
            {
            }
        }
        catch (EslException e)
        {
            Close(e);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            Close(new EslConnectionLostException($"The connection to the switch broke: {e.Message}", e));
        }
        catch (Exception e)
        {
            Close(new EslConnectionLostException($"Reading from the switch failed: {e.Message}", e));
        }

        await _reader.CompleteAsync().ConfigureAwait(false);
    }

    private async ValueTask<bool> ReadOnceAsync()
    {
        ReadResult result = await _reader.ReadAsync(_stop.Token).ConfigureAwait(false);
        ReadOnlySequence<byte> buffer = result.Buffer;
        bool any = false;
        while (EslParser.TryRead(ref buffer, _options.Limits, out EslMessage message, _pool))
        {
            any = true;
            if (!Dispatch(message))
                return false;
        }

        NoteProgress(any, !buffer.IsEmpty);
        if (result.IsCompleted)
        {
            throw new EslConnectionLostException(buffer.IsEmpty
                ? "The switch closed the connection."
                : "The switch closed the connection in the middle of a message.");
        }

        _reader.AdvanceTo(buffer.Start, buffer.End);
        if (_events.Reader.Count > FarAhead)
        {
            // The consumer is runnable but has no core: let it have this one. The switch holds the rest meanwhile, and a
            // consumer that does not read at all still finds the queue full.
            Thread.Yield();
            await Task.Yield();
        }

        return true;
    }

    private void NoteProgress(bool any, bool partial)
    {
        if (!partial)
            Interlocked.Exchange(ref _messageBegan, 0);
        else if (any || _messageBegan == 0)
            Interlocked.Exchange(ref _messageBegan, Math.Max(1, _time.GetTimestamp()));
    }

    private bool Dispatch(EslMessage message)
    {
        switch (message.Kind)
        {
            case EslMessageKind.Event:
                return DispatchEvent(message.Event!);
            case EslMessageKind.CommandReply or EslMessageKind.ApiResponse:
                Answer(message);
                return true;
            case EslMessageKind.Log:
                _logs.Writer.TryWrite(message.Log!);
                return true;
            case EslMessageKind.DisconnectNotice:
                if (message.Lingers)
                    return true;
                Close(new EslConnectionLostException($"The switch said goodbye: {message.Text.ReplaceLineEndings(" ").Trim()}"));
                return false;
            default:
                throw new EslProtocolException($"The switch sent {message.Kind} on an authenticated connection.");
        }
    }

    private bool DispatchEvent(EslEvent received)
    {
        if (received.HasName("HEARTBEAT"u8))
            Interlocked.Exchange(ref _lastHeartbeat, _time.GetTimestamp());
        else if (received.HasName("BACKGROUND_JOB"u8) && CompleteJob(received))
            return true;
        if (_events.Writer.TryWrite(received))
            return true;
        received.Dispose();
        Close(new EslQueueFullException(string.Create(CultureInfo.InvariantCulture, $"{_options.EventQueueCapacity} events wait to be read; the connection was closed before one is lost unnoticed.")));
        return false;
    }

    private void Answer(EslMessage message)
    {
        AwaitedReply? awaited;
        lock (_gate)
            _awaited.TryDequeue(out awaited);
        if (awaited is null)
            throw new EslProtocolException($"The switch sent {message.Kind}, but no command waits for an answer.");
        bool fits = awaited.IsApi ? message.Kind == EslMessageKind.ApiResponse || !message.Reply!.IsOk : message.Kind == EslMessageKind.CommandReply;
        if (!fits)
        {
            var surprise = new EslProtocolException($"The switch answered '{awaited.Command}' with {message.Kind}.");
            awaited.Fail(surprise);
            throw surprise;
        }

        awaited.Complete(message);
    }

    private void Close(EslException reason)
    {
        AwaitedReply[] awaited;
        lock (_gate)
        {
            if (_reason is not null)
                return;
            _reason = reason;
            awaited = [.. _awaited];
            _awaited.Clear();
        }

        EslConnectionLostException lost = Lost(reason);
        foreach (AwaitedReply reply in awaited)
            reply.Fail(lost);
        FailJobs(lost);
        _events.Writer.TryComplete(lost);
        _logs.Writer.TryComplete();
        _stalledCheck?.Dispose();
        _stop.Cancel();
        _socket.Dispose();
        _closed.TrySetResult(reason);
    }

    private static EslConnectionLostException Lost(EslException reason) =>
        reason as EslConnectionLostException ?? new EslConnectionLostException(reason.Message, reason);
}
