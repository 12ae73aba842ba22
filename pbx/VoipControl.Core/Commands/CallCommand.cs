using System.Text.Json.Serialization;
using VoipControl.Core.Calls;

namespace VoipControl.Core.Commands;

/// <summary>Something a person or program asks of a call. The pbx process that drives the call's node carries it out.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(HangUpCall), "hangup")]
[JsonDerivedType(typeof(HoldCall), "hold")]
[JsonDerivedType(typeof(UnholdCall), "unhold")]
[JsonDerivedType(typeof(TransferCall), "transfer")]
[JsonDerivedType(typeof(ParkCall), "park")]
[JsonDerivedType(typeof(SendDtmf), "dtmf")]
[JsonDerivedType(typeof(RecordCall), "record")]
public abstract record CallCommand;

/// <summary>End the call: every leg of it.</summary>
/// <param name="Cause">Hang-up cause name for the record; NORMAL_CLEARING when null.</param>
public sealed record HangUpCall(string? Cause = null) : CallCommand;

/// <summary>Put the other party on hold.</summary>
/// <param name="Leg">Whose party; the root leg when null.</param>
public sealed record HoldCall(LegId? Leg = null) : CallCommand;

/// <summary>End the hold.</summary>
/// <param name="Leg">Whose party; the root leg when null.</param>
public sealed record UnholdCall(LegId? Leg = null) : CallCommand;

/// <summary>Hand the call on, blind.</summary>
/// <param name="To">Extension or number, dialled in <paramref name="Context"/>.</param>
/// <param name="Side">Which party is sent there: the caller (default) or the callee; the other one is let go.</param>
/// <param name="Context">Dialplan context; the leg's own when null.</param>
public sealed record TransferCall(string To, CallSide Side = CallSide.Caller, string? Context = null) : CallCommand;

/// <summary>Let a party wait in park.</summary>
/// <param name="Leg">Which leg; the root leg when null.</param>
public sealed record ParkCall(LegId? Leg = null) : CallCommand;

/// <summary>Send digits to a party.</summary>
/// <param name="Digits">1 to 64 of 0-9, A-D, * and #; w waits half a second, W a second.</param>
/// <param name="Leg">To which leg; the root leg when null.</param>
public sealed record SendDtmf(string Digits, LegId? Leg = null) : CallCommand;

/// <summary>Start, stop, mask or unmask a recording.</summary>
/// <param name="Action">What to do.</param>
/// <param name="File">File name without folders; made from the call's id when null. The node's recording folder is set in the configuration.</param>
public sealed record RecordCall(RecordAction Action, string? File = null) : CallCommand;
