using System.Net;

namespace VoipControl.Sip.Rtp;

/// <summary>Takes one datagram. It runs on the port's receive loop, one call at a time, and must neither wait nor keep the span.</summary>
/// <param name="datagram">Whatever came; nothing about it has been checked.</param>
/// <param name="from">Who sent it. The same object comes again for packets from the same address; do not change it.</param>
/// <param name="timestamp">When it was read, as <see cref="TimeProvider.GetTimestamp"/> counts.</param>
public delegate void RtpDatagramHandler(ReadOnlySpan<byte> datagram, IPEndPoint from, long timestamp);
