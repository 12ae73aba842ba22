namespace VoipControl.Esl;

/// <summary>
/// A command's place in the order of replies. Replies carry no id, so the place stays even when nobody waits any more:
/// removing it would hand the late reply to the next command.
/// </summary>
internal sealed class AwaitedReply(string command, bool isApi)
{
    private readonly TaskCompletionSource<EslMessage> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _given;

    public string Command { get; } = command;

    /// <summary>True when an api/response is due. An api command may be refused by a command/reply too (permission denied).</summary>
    public bool IsApi { get; } = isApi;

    public Task<EslMessage> Answer => _answer.Task;

    /// <summary>True once the caller has given up: a command not yet sent need not be sent.</summary>
    public bool IsGivenUp => Volatile.Read(ref _given) != 0;

    public void GiveUp() => Volatile.Write(ref _given, 1);

    public void Complete(EslMessage message) => _answer.TrySetResult(message);

    public void Fail(EslException reason)
    {
        // Observed here, so that a command whose caller gave up does not end as an unobserved exception.
        if (_answer.TrySetException(reason))
            _ = _answer.Task.Exception;
    }
}
