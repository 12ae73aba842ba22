using System.Text.Json;

namespace VoipControl.IntegrationTests.Web;

/// <summary>An answer of the SystemAPI.</summary>
internal sealed record Reply(int Status, string? ContentType, string? Challenge, string? Location, string? RetryAfter, string Text)
{
    public JsonElement Json => JsonElement.Parse(Text);

    public string Problem => Json.GetProperty("type").GetString()!["urn:voipcontrol:problem:".Length..];

    public string ErrorOf(string field) => Json.GetProperty("errors").GetProperty(field)[0].GetString()!;

    public string[] Ids(string name = "id") => [.. Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty(name).GetString()!)];

    public string? Next => Json.TryGetProperty("next", out var next) ? next.GetString() : null;

    public static async Task<Reply> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            return new Reply(
                (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType,
                response.Headers.WwwAuthenticate.Count == 0 ? null : response.Headers.WwwAuthenticate.ToString(),
                response.Headers.Location?.ToString(), response.Headers.RetryAfter?.ToString(), await response.Content.ReadAsStringAsync());
        }
    }
}
