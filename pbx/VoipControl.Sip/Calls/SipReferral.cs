namespace VoipControl.Sip;

/// <summary>A REFER that we sent: whether the peer took it, and how the call that it makes goes (RFC 3515).</summary>
public sealed class SipReferral
{
    private readonly TaskCompletionSource<int> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal SipReferral(uint sequence) => Sequence = sequence;

    /// <summary>The answer to the REFER itself; null when news of the call overtook it.</summary>
    public SipResponse? Response { get; private set; }

    /// <summary>The peer is trying (202); false when it refused.</summary>
    public bool IsAccepted => Response is { IsSuccess: true };

    /// <summary>The latest status that the peer told of its call; 0 before the first.</summary>
    public int Status { get; private set; }

    /// <summary>
    /// The final status of the peer's call; the REFER's own when it was refused; 408 when the peer stopped telling.
    /// </summary>
    public Task<int> Completion => _completion.Task;

    /// <summary>CSeq number of the REFER: the id of its subscription (RFC 3515 2.4.6).</summary>
    internal uint Sequence { get; }

    internal SipTimer? Expiry { get; set; }

    internal bool IsOpen => !_completion.Task.IsCompleted;

    internal void Answered(SipResponse response)
    {
        Response = response;
        if (!response.IsSuccess)
            Finish(response.Status);
    }

    internal void Progress(int status) => Status = status;

    internal void Finish(int status)
    {
        Status = status;
        Expiry?.Cancel();
        _completion.TrySetResult(status);
    }
}
