using System.Text.Json;
using System.Text.Json.Serialization;

namespace VoipControl.Core.Calls;

/// <summary>
/// How facts and calls are written as JSON: in the journal, in MySQL, between processes and to API clients.
/// Ids are plain UUID text, durations are seconds, times are UTC, absent values are left out.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(CallIdConverter), typeof(LegIdConverter), typeof(SecondsConverter)])]
[JsonSerializable(typeof(LegFact))]
[JsonSerializable(typeof(IReadOnlyList<LegFact>))]
[JsonSerializable(typeof(CallView))]
[JsonSerializable(typeof(IReadOnlyList<CallView>))]
public sealed partial class CallJson : JsonSerializerContext;

internal sealed class CallIdConverter : JsonConverter<CallId>
{
    public override CallId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetGuid());

    public override void Write(Utf8JsonWriter writer, CallId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

internal sealed class LegIdConverter : JsonConverter<LegId>
{
    public override LegId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetGuid());

    public override void Write(Utf8JsonWriter writer, LegId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

/// <summary>A duration as seconds with milliseconds, such as 12.345.</summary>
internal sealed class SecondsConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TimeSpan.FromTicks((long)(reader.GetDecimal() * TimeSpan.TicksPerSecond));

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(decimal.Round((decimal)value.Ticks / TimeSpan.TicksPerSecond, 3));
}
