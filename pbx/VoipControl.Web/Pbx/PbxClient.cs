using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VoipControl.Core.Calls;
using VoipControl.Core.Commands;
using VoipControl.Web.Problems;

namespace VoipControl.Web.Pbx;

/// <summary>Sends commands to the pbx process that drives a node. Nothing is tried twice: a command may have been done although its answer is missing.</summary>
internal sealed class PbxClient(PbxHttp http, IOptions<WebOptions> options, TimeProvider time, ILogger<PbxClient> logger)
{
    private readonly TimeSpan _limit = TimeSpan.FromSeconds(options.Value.PbxCommandSeconds);

    public Task<OriginatedCall> OriginateAsync(string pbxUrl, OriginateCall call, CancellationToken ct) => SendAsync(
        pbxUrl, "internal/v1/calls", JsonContent.Create(call, CommandJson.Default.OriginateCall), CommandJson.Default.OriginatedCall, ct);

    public Task<CommandResult> CommandAsync(string pbxUrl, CallId id, CallCommand command, CancellationToken ct) => SendAsync(
        pbxUrl, $"internal/v1/calls/{id}/command", JsonContent.Create(command, CommandJson.Default.CallCommand), CommandJson.Default.CommandResult, ct);

    private async Task<T> SendAsync<T>(string pbxUrl, string path, JsonContent content, JsonTypeInfo<T> answer, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(_limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        using var body = content;
        try
        {
            using var response = await http.Client.PostAsync(Address(pbxUrl, path), body, both.Token);
            if (!response.IsSuccessStatusCode) throw await RefusalAsync(pbxUrl, response, both.Token);
            return await response.Content.ReadFromJsonAsync(answer, both.Token) ?? throw ProblemException.BadGateway("It answered without a result.");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw ProblemException.TimedOut($"The pbx process did not answer within {_limit.TotalSeconds:0} s; the command may still take effect.");
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            throw ProblemException.NodeAway("The pbx process that drives this node cannot be reached.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw ProblemException.BadGateway("The connection to the pbx process broke before its answer; the command may have taken effect.");
        }
        catch (JsonException)
        {
            throw ProblemException.BadGateway("The answer of the pbx process cannot be read; the command may have taken effect.");
        }
    }

    public static Uri Address(string pbxUrl, string path) => new($"{pbxUrl.TrimEnd('/')}/{path}");

    private async Task<ProblemException> RefusalAsync(string pbxUrl, HttpResponseMessage response, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        if (status is not (400 or 404 or 409 or 503 or 504))
        {
            Log.StrangeAnswer(logger, pbxUrl, status);
            return ProblemException.BadGateway(status is 401 or 403
                ? "The pbx process does not accept this process's secret (Web:PbxSecret)."
                : $"The pbx process answered with status {status}.");
        }
        return ProblemException.FromPbx(status, await DetailAsync(response, ct) ?? $"The pbx process answered with status {status}.");
    }

    private static async Task<string?> DetailAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.Content.Headers.ContentType is not MediaTypeHeaderValue { MediaType: "application/problem+json" or "application/json" }) return null;
        try
        {
            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(ct));
            if (document.RootElement.ValueKind != JsonValueKind.Object) return null;
            foreach (var name in (ReadOnlySpan<string>)["detail", "title"])
                if (document.RootElement.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String && text.GetString() is { Length: > 0 } words)
                    return words.Length > 2_000 ? words[..2_000] : words;
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
