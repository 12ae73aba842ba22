using System.Text.Json.Serialization;
using VoipControl.Core.Calls;

namespace VoipControl.Core.Commands;

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
