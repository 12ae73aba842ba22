using VoipControl.Core.Trunks;

namespace VoipControl.Web.Trunks;

/// <summary>An alarm that stands.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="RaisedAt">Since when.</param>
/// <param name="Detail">In words.</param>
internal sealed record CanaryAlarmView(CanaryFault Fault, DateTime RaisedAt, string Detail);
