namespace VoipControl.Sip;

/// <summary>A re-INVITE that waits for its turn or its answer.</summary>
internal sealed class SipReinvite(ReadOnlyMemory<byte> sdp, IReadOnlyList<SipHeader> headers)
{
    public ReadOnlyMemory<byte> Sdp { get; } = sdp;

    public IReadOnlyList<SipHeader> Headers { get; } = headers;

    /// <summary>How often it crossed one of the peer's.</summary>
    public int Crossings { get; set; }

    public TaskCompletionSource<SipResponse> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
