using System.Globalization;
using System.Text;

namespace VoipControl.Esl;

public sealed partial class EslConnection
{
    // mod_event_socket.c, api_exec: what an api command without any output is answered.
    private const string NoReply = "-ERR no reply";

    private readonly Dictionary<Guid, TaskCompletionSource<string>> _jobs = [];

    /// <summary>Sends a command of the event socket and awaits its reply.</summary>
    /// <param name="command">What to send.</param>
    /// <param name="timeout">From now to the reply; <see cref="EslOptions.CommandTimeout"/> when null.</param>
    /// <param name="cancellationToken">Gives up waiting. The command may have been sent; its late reply is discarded.</param>
    /// <exception cref="EslCommandRefusedException">-ERR or -USAGE.</exception>
    /// <exception cref="EslTimeoutException">No reply in time.</exception>
    /// <exception cref="EslConnectionLostException">The connection has ended.</exception>
    public async Task<EslReply> SendAsync(EslCommand command, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        EslMessage answer = await ExchangeAsync(command.Encode(), new AwaitedReply(command.Name, isApi: false), timeout ?? _options.CommandTimeout, cancellationToken).ConfigureAwait(false);
        return answer.Reply!.IsOk ? answer.Reply : throw new EslCommandRefusedException(command.Name, answer.Reply.Text);
    }

    /// <summary>
    /// Runs an api command and awaits its output. FreeSWITCH runs it on the connection's own thread: until it is done no
    /// event is sent, so whatever may take long belongs to <see cref="BgApiAsync"/>.
    /// </summary>
    /// <inheritdoc cref="SendAsync" path="/param|/exception"/>
    /// <returns>The output as it came, line end included. Many commands do not say +OK: whatever is no -ERR or -USAGE is the result.</returns>
    public async Task<string> ApiAsync(EslApi command, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        byte[] line = Encoding.UTF8.GetBytes(EslText.CheckCommand($"api {command}") + "\n\n");
        EslMessage answer = await ExchangeAsync(line, new AwaitedReply(command.Name, isApi: true), timeout ?? _options.CommandTimeout, cancellationToken).ConfigureAwait(false);
        return Result(command.Name, answer.Reply?.Text ?? answer.Text);
    }

    /// <summary>
    /// Runs an api command in a thread of its own in the switch and awaits its result. The result comes as a BACKGROUND_JOB
    /// event, so that event must be subscribed. Jobs of this connection do not appear in <see cref="Events"/>, others do;
    /// so does the result of a job whose caller no longer waits.
    /// </summary>
    /// <inheritdoc cref="SendAsync" path="/param|/exception"/>
    /// <returns>The output, as <see cref="ApiAsync"/> returns it.</returns>
    public async Task<string> BgApiAsync(EslApi command, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        TimeSpan limit = timeout ?? _options.CommandTimeout;
        long began = _time.GetTimestamp();
        Guid id = _options.NewJobId();
        byte[] text = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{EslText.CheckCommand($"bgapi {command}")}\nJob-UUID: {id:D}\n\n"));

        // Registered before it is sent: the job runs in another thread of the switch, and its result may overtake the reply.
        var job = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            ThrowIfClosed();
            _jobs.Add(id, job);
        }

        try
        {
            EslMessage answer = await ExchangeAsync(text, new AwaitedReply(command.Name, isApi: false), limit, cancellationToken).ConfigureAwait(false);
            if (!answer.Reply!.IsOk)
                throw new EslCommandRefusedException(command.Name, answer.Reply.Text);
            if (!Guid.TryParse(answer.Reply.Get("Job-UUID"), out Guid given) || given != id)
            {
                var surprise = new EslProtocolException("The switch did not take the Job-UUID that was sent with bgapi.");
                Close(surprise);
                throw surprise;
            }

            return Result(command.Name, await WaitAsync(job.Task, command.Name, limit - _time.GetElapsedTime(began), cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            lock (_gate)
                _jobs.Remove(id);
        }
    }

    /// <summary>
    /// Asks the switch whether it still answers, with a command that costs it nothing (<c>hostname</c>).
    /// A hung FreeSWITCH keeps its sockets open; only this and the heartbeat tell.
    /// </summary>
    /// <exception cref="EslTimeoutException">No answer within <paramref name="deadline"/>.</exception>
    /// <exception cref="EslConnectionLostException">The connection has ended.</exception>
    public async Task PingAsync(TimeSpan deadline, CancellationToken cancellationToken = default) =>
        await ApiAsync(EslCommands.HostName(), deadline, cancellationToken).ConfigureAwait(false);

    private static string Result(string command, string output)
    {
        if (!EslResponses.IsRefusal(output))
            return output;
        string refusal = output.TrimEnd();
        return refusal == NoReply ? "" : throw new EslCommandRefusedException(command, refusal);
    }

    private async Task<EslMessage> ExchangeAsync(byte[] bytes, AwaitedReply reply, TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        Task sending = SendInTurnAsync(bytes, reply);
        try
        {
            EslMessage answer = await WaitAsync(reply.Answer, reply.Command, timeout, cancellationToken).ConfigureAwait(false);
            await sending.ConfigureAwait(false);
            return answer;
        }
        finally
        {
            reply.GiveUp();
        }
    }

    private async Task<T> WaitAsync<T>(Task<T> answer, string command, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (timeout <= TimeSpan.Zero && !answer.IsCompleted)
            throw new EslTimeoutException($"The switch did not answer '{command}' in time.");
        try
        {
            return await answer.WaitAsync(timeout > TimeSpan.Zero ? timeout : System.Threading.Timeout.InfiniteTimeSpan, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new EslTimeoutException($"The switch did not answer '{command}' in time.", e);
        }
    }

    // One write a command, and the reply's place is taken in the same order as the bytes go out. Never cancelled: half a
    // command would become the beginning of the next one.
    private async Task SendInTurnAsync(byte[] bytes, AwaitedReply reply)
    {
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            if (reply.IsGivenUp)
                return;
            lock (_gate)
            {
                if (_reason is not null)
                {
                    reply.Fail(Lost(_reason));
                    return;
                }

                _awaited.Enqueue(reply);
            }

            await _stream.WriteAsync(bytes).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            Close(new EslConnectionLostException($"Writing to the switch failed: {e.Message}", e));
        }
        finally
        {
            _writing.Release();
        }
    }

    // True when the result belongs to a job of this connection; the event is used up then.
    private bool CompleteJob(EslEvent received)
    {
        if (!received.Find("Job-UUID"u8).TryGetGuid(out Guid id))
            return false;
        TaskCompletionSource<string>? job;
        lock (_gate)
        {
            if (!_jobs.Remove(id, out job))
                return false;
        }

        job.TrySetResult(received.Body);
        received.Dispose();
        return true;
    }

    private void FailJobs(EslConnectionLostException lost)
    {
        TaskCompletionSource<string>[] jobs;
        lock (_gate)
        {
            jobs = [.. _jobs.Values];
            _jobs.Clear();
        }

        foreach (TaskCompletionSource<string> job in jobs)
        {
            if (job.TrySetException(lost))
                _ = job.Task.Exception;
        }
    }

    private void ThrowIfClosed()
    {
        if (_reason is not null)
            throw Lost(_reason);
    }
}
