namespace VoipControl.Sip;

/// <summary>What carries a message.</summary>
public enum SipProtocol
{
    /// <summary>Datagrams: may be lost, repeated, reordered.</summary>
    Udp,

    /// <summary>A connection.</summary>
    Tcp,
}
