using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using VoipControl.Host.Cli.Output;

namespace VoipControl.Host.Cli.Api;

/// <summary>Asks the SystemAPI; every failure becomes a <see cref="CliException"/> that says what to do next. The token is never shown.</summary>
internal sealed class ApiClient : IDisposable
{
    /// <summary>Above the 30 s that the API gives itself, so that its own words arrive.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    /// <summary>A page of 500 calls with all their legs has a few megabytes.</summary>
    private const int LargestAnswer = 64 << 20;

    private readonly CliEnvironment _environment;
    private readonly HttpClient _http;
    private readonly string _shown;
    private readonly bool _hasToken;

    public ApiClient(CliEnvironment environment, Uri address, string? token)
    {
        _environment = environment;
        // A proxy for the outside world knows nothing of this machine's own addresses.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5), UseProxy = !address.IsLoopback, UseCookies = false })
        {
            BaseAddress = new Uri(address.AbsoluteUri.TrimEnd('/') + "/api/v1/"),
            Timeout = Patience,
            MaxResponseContentBufferSize = LargestAnswer,
        };
        _http.DefaultRequestHeaders.Accept.ParseAdd("application/json, application/problem+json");
        if (token is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _hasToken = token is not null;
        _shown = address.AbsoluteUri.TrimEnd('/');
    }

    public Task<JsonElement> GetAsync(string path, CancellationToken cancellation) => SendAsync(HttpMethod.Get, path, null, cancellation);

    public Task<JsonElement> DeleteAsync(string path, CancellationToken cancellation) => SendAsync(HttpMethod.Delete, path, null, cancellation);

    public Task<JsonElement> PostAsync<T>(string path, T body, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, path, JsonSerializer.SerializeToUtf8Bytes(body, ApiJson.Options), cancellation);

    /// <summary>Reads an answer as what it should be.</summary>
    public T Read<T>(JsonElement answer) where T : class
    {
        try
        {
            return answer.Deserialize<T>(ApiJson.Options) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw NotUnderstood(e.Message);
        }
    }

    public void Dispose() => _http.Dispose();

    private Task<JsonElement> SendAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellation) =>
        Progress.TellAsync(_environment, () => $"Waiting for {_shown} …", AskAsync(method, path, body, cancellation));

    private async Task<JsonElement> AskAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        try
        {
            using var response = await _http.SendAsync(request, cancellation);
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellation);
            return response.IsSuccessStatusCode ? Parse(bytes) : throw Refused(response, bytes);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new ApiAwayException($"The API at {_shown} did not answer within {(int)(e.InnerException is TimeoutException ? Patience : TimeSpan.FromSeconds(5)).TotalSeconds} seconds.", e);
        }
        catch (HttpRequestException e)
        {
            if (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
                throw CliException.Failed($"The answer of {_shown} is larger than {LargestAnswer >> 20} MB.", "Ask for less at a time with --limit.");
            throw new ApiAwayException($"The API at {_shown} cannot be reached: {Reason(e)}", e);
        }
    }

    private JsonElement Parse(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw NotUnderstood("It is not JSON.");
        }
    }

    private CliException NotUnderstood(string reason) => CliException.Failed(
        $"The answer of {_shown} is not what VoipControl's API gives: {reason}",
        $"Is that address VoipControl's, and of a like version? Set --api or {ApiOptions.AddressVariable}.");

    private CliException Refused(HttpResponseMessage response, byte[] bytes)
    {
        var status = (int)response.StatusCode;
        if (ProblemOf(bytes) is not { } problem)
        {
            return CliException.Failed($"{_shown} answered with status {status} and not as VoipControl's API does.",
                $"Does something else listen there, or stand in between? Set --api or {ApiOptions.AddressVariable}.");
        }
        var message = problem.Detail ?? problem.Title ?? $"The API answered with status {status}.";
        var lines = (problem.Errors ?? new Dictionary<string, IReadOnlyList<string>>())
            .SelectMany(static e => e.Value.Select(text => $"  {Shown.Text(e.Key)}: {text}")).Take(50).ToList();
        lines.AddRange(response.StatusCode switch
        {
            HttpStatusCode.Unauthorized when !_hasToken => [$"Set {ApiOptions.TokenVariable} to a token; make one with `voipcontrol token create NAME`."],
            HttpStatusCode.Unauthorized => [$"The token in {ApiOptions.TokenVariable} (or --token) is not good here; see `voipcontrol token list`, make a new one with `voipcontrol token create NAME`."],
            HttpStatusCode.Forbidden => ["This needs a token that may do more: `voipcontrol token create NAME --scope control` (or admin)."],
            HttpStatusCode.NotFound when problem.Type?.EndsWith(":no-such-trunk", StringComparison.Ordinal) == true => ["`voipcontrol trunk list` shows their names."],
            HttpStatusCode.NotFound when problem.Type?.EndsWith(":no-such-canary", StringComparison.Ordinal) == true => ["`voipcontrol canary list` shows their names."],
            HttpStatusCode.NotFound => ["`voipcontrol calls` lists the calls there are. One that was just placed appears with its first event."],
            HttpStatusCode.Conflict => ["`voipcontrol call show ID` tells how the call stands now."],
            HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => ["`voipcontrol nodes` tells how the switches are. Then try again."],
            HttpStatusCode.InternalServerError => ["The log of `voipcontrol run` says why."],
            _ => [],
        });
        return new CliException(response.StatusCode == HttpStatusCode.BadRequest ? ExitCodes.Usage : ExitCodes.Failed, message, lines)
        {
            Passing = response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout,
        };
    }

    private static ProblemText? ProblemOf(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<ProblemText>(bytes, ApiJson.Options) is { } problem && (problem.Detail ?? problem.Title) is not null ? problem : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Reason(HttpRequestException e) => e.InnerException switch
    {
        SocketException socket => socket.Message + ".",
        { } inner => inner.Message,
        _ => e.Message,
    };
}
