namespace VoipControl.Pbx.Sip;

/// <summary>Opens the role's sockets: not before there is a target, so that a process without any binds nothing.</summary>
internal delegate Task<StartedWire> SipWireStart(CancellationToken cancellation);
