namespace VoipControl.Sip.Sdp;

/// <summary>Which way media may flow, seen by whoever wrote the description (RFC 4566 6, RFC 3264 5.1). The values are bits: send 1, receive 2.</summary>
public enum SdpDirection
{
    /// <summary>Neither way.</summary>
    Inactive = 0,

    /// <summary>The writer sends only: the usual hold.</summary>
    SendOnly = 1,

    /// <summary>The writer receives only.</summary>
    RecvOnly = 2,

    /// <summary>Both ways.</summary>
    SendRecv = 3,
}
