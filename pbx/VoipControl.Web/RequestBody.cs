using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using VoipControl.Core.Calls;
using VoipControl.Web.Problems;

namespace VoipControl.Web;

/// <summary>
/// Reads the body of a request field by field, so that an error names every wrong field, what was wrong with it and
/// what would be right, and never a type of ours.
/// </summary>
internal static class RequestBody
{
    /// <summary>Most bytes of a body: far more than any request of the API needs.</summary>
    public const int Limit = 64 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a body; an empty one is an object without fields.</summary>
    /// <exception cref="ProblemException">It is too large, no JSON object, or has unknown, missing or wrong fields.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context) where T : class
    {
        var bytes = await BytesAsync(context);
        if (bytes.Length > 0 && !context.Request.HasJsonContentType()) throw ProblemException.NotJson(Short(context.Request.ContentType));
        return Parse<T>(bytes);
    }

    internal static T Parse<T>(ReadOnlyMemory<byte> bytes) where T : class
    {
        if (bytes.Length == 0) bytes = "{}"u8.ToArray();
        JsonDocument document;
        try
        {
            // The reader passes over invalid UTF-8 in strings until they are fetched.
            _ = StrictUtf8.GetCharCount(bytes.Span);
            document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            throw ProblemException.Malformed(e.LineNumber is { } line
                ? $"It is not valid JSON at line {line + 1}, byte {e.BytePositionInLine + 1}, or a field appears twice."
                : "It is not valid JSON, or a field appears twice.");
        }
        catch (DecoderFallbackException)
        {
            throw ProblemException.Malformed("It is not valid UTF-8.");
        }
        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw ProblemException.Malformed("It must be a JSON object.");
            Check<T>(document.RootElement);
            return document.RootElement.Deserialize<T>(ApiJson.Options)!;
        }
    }

    private static void Check<T>(JsonElement body)
    {
        var fields = ApiJson.Options.GetTypeInfo(typeof(T)).Properties;
        var errors = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var sent in body.EnumerateObject())
        {
            if (fields.Any(f => f.Name == sent.Name)) continue;
            errors[Short(sent.Name)!] = [$"There is no such field; known: {string.Join(", ", fields.Select(static f => f.Name))}."];
            if (errors.Count >= 20) break;
        }
        foreach (var field in fields)
        {
            var given = body.TryGetProperty(field.Name, out var value) && value.ValueKind != JsonValueKind.Null;
            if (!given && field.IsRequired) errors[field.Name] = ["It is required."];
            else if (given && Wrong(field, value) is { } message) errors[field.Name] = [message];
        }
        if (errors.Count > 0) throw ProblemException.Invalid(errors);
    }

    private static string? Wrong(JsonPropertyInfo field, JsonElement value)
    {
        try
        {
            value.Deserialize(field.PropertyType, ApiJson.Options);
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            var type = Nullable.GetUnderlyingType(field.PropertyType) ?? field.PropertyType;
            if (type.IsEnum) return $"It must be one of {string.Join(", ", Enum.GetNames(type))}.";
            if (type == typeof(LegId) || type == typeof(CallId)) return "It must be a UUID such as 5b1f0c9e-7f0e-4a57-9c39-0f6f0c1f7a11.";
            if (type == typeof(int)) return "It must be a whole number.";
            return type == typeof(string) ? "It must be text." : "It must be an object whose values are text.";
        }
    }

    private static async Task<byte[]> BytesAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = Limit;
        if (context.Request.ContentLength > Limit) throw ProblemException.TooLarge(Limit);
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (read.Buffer.Length > Limit) throw ProblemException.TooLarge(Limit);
            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static string? Short(string? text) =>
        text is null ? null : new string([.. text.Take(64).Select(static c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
}
