using System.Net.Http.Headers;
using System.Text.Json;

namespace VoipControl.IntegrationTests.Web;

/// <summary>One server-sent event.</summary>
internal sealed record SseEvent(string? Id, string Kind, JsonElement Data);

/// <summary>A client of the live feed.</summary>
internal sealed class SseReader : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private SseReader(HttpResponseMessage response, Stream body) => (_response, _lines) = (response, new StreamReader(body));

    /// <summary>How many comments came so far.</summary>
    public int Comments { get; private set; }

    public static async Task<SseReader> OpenAsync(HttpClient client, string token, string? lastId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/live");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (lastId is not null) request.Headers.Add("Last-Event-ID", lastId);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        return new SseReader(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event of this kind; others are passed over.</summary>
    public async Task<SseEvent> NextAsync(string kind)
    {
        while (true)
            if (await NextAsync() is var next && next.Kind == kind) return next;
    }

    public async Task<SseEvent> NextAsync()
    {
        string? id = null, kind = null, data = null;
        while (true)
        {
            var line = await LineAsync() ?? throw new EndOfStreamException("The feed ended.");
            if (line.Length == 0)
            {
                if (data is not null) return new SseEvent(id, kind ?? "message", JsonElement.Parse(data));
                continue;
            }
            if (line[0] == ':') Comments++;
            else if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal)) kind = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line[6..];
        }
    }

    public async Task<string?> LineAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        return await _lines.ReadLineAsync(limit.Token);
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }
}
