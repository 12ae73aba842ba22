using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using VoipControl.Core.Calls;

namespace VoipControl.Host.Cli.Api;

/// <summary>How the SystemAPI's JSON is read and written: as Core writes calls. Fields of a newer server are passed over.</summary>
internal static class ApiJson
{
    public static readonly JsonSerializerOptions Options = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            RespectNullableAnnotations = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        foreach (var converter in CallJson.Default.Options.Converters) options.Converters.Add(converter);
        options.Converters.Add(new JsonStringEnumConverter());
        return options;
    }
}
