namespace VoipControl.Sip;

/// <summary>One message as it came in.</summary>
/// <param name="Bytes">The whole message; nobody else holds them.</param>
/// <param name="Hop">Who sent it.</param>
/// <param name="Handled">Called when the loop is done with it; lets a connection read on.</param>
internal readonly record struct SipReceived(ReadOnlyMemory<byte> Bytes, SipHop Hop, Action? Handled = null);
