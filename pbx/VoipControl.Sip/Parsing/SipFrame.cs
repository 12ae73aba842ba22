namespace VoipControl.Sip;

/// <summary>What <see cref="SipStreamFramer.Read"/> has found next in the stream.</summary>
public enum SipFrame
{
    /// <summary>Nothing whole yet: more bytes are needed.</summary>
    NeedMore,

    /// <summary>One whole message.</summary>
    Message,

    /// <summary>A keep-alive ping, two line ends (RFC 5626 3.5.1): it wants one line end as its answer.</summary>
    Ping,

    /// <summary>The stream cannot be read on: <see cref="SipStreamFramer.Error"/> says why, its owner closes it.</summary>
    Broken,
}
