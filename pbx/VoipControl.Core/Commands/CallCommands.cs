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

/// <summary>A side of a call.</summary>
public enum CallSide : byte
{
    Caller = 1,
    Callee = 2,
}

/// <summary>What to do with a recording. Mask replaces the sound by silence while a card number is spoken.</summary>
public enum RecordAction : byte
{
    Start = 1,
    Stop = 2,
    Mask = 3,
    Unmask = 4,
}

/// <summary>Click to call: dial the first party, then the second, and connect them.</summary>
public sealed record OriginateCall
{
    /// <summary>First party: an extension (`1001`), `trunk/number` or a dial string the configuration allows.</summary>
    public required string From { get; init; }

    /// <summary>Second party, dialled when the first has answered.</summary>
    public required string To { get; init; }

    /// <summary>Node to place the call on; the first connected one when null.</summary>
    public string? Node { get; init; }

    public string? Tenant { get; init; }

    /// <summary>Number shown to both parties.</summary>
    public string? CallerIdNumber { get; init; }

    /// <summary>Name shown to both parties.</summary>
    public string? CallerIdName { get; init; }

    /// <summary>How long each party may ring, 5 to 300 seconds; 30 when null.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>Own channel variables, set as `vc_` plus the name; at most 32.</summary>
    public IReadOnlyDictionary<string, string>? Variables { get; init; }
}

/// <summary>A call that was accepted for placing; its further life is told by events.</summary>
public sealed record OriginatedCall(CallId Id, string Node);

/// <summary>Result of a command: the switch's own words.</summary>
public sealed record CommandResult(string Reply);

/// <summary>How commands are written between the web and pbx processes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(CallIdConverter), typeof(LegIdConverter), typeof(SecondsConverter)])]
[JsonSerializable(typeof(CallCommand))]
[JsonSerializable(typeof(OriginateCall))]
[JsonSerializable(typeof(OriginatedCall))]
[JsonSerializable(typeof(CommandResult))]
[JsonSerializable(typeof(LiveMessage))]
public sealed partial class CommandJson : JsonSerializerContext;

/// <summary>
/// One line of a pbx process's live stream (newline-delimited JSON): first every live call as <see cref="Call"/>,
/// then one line with <see cref="SnapshotComplete"/>, then each change in order; empty lines keep the connection alive.
/// </summary>
public sealed record LiveMessage
{
    /// <summary>A call's new view; an ended one is in it once more, with its end.</summary>
    public CallView? Call { get; init; }

    /// <summary>A call that turned out to be part of another one.</summary>
    public CallId? Removed { get; init; }

    public bool SnapshotComplete { get; init; }
}
