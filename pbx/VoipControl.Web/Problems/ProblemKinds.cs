using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace VoipControl.Web.Problems;

/// <summary>The problems of the SystemAPI that need no more than a status, and how every problem is written.</summary>
internal static class ProblemKinds
{
    public const string ContentType = "application/problem+json";

    public static Problem Of(int status, string kind, string title, string? detail) =>
        new() { Type = "urn:voipcontrol:problem:" + kind, Title = title, Status = status, Detail = detail };

    public static Problem DatabaseAway() => Of(503, "database-away", "The database is away",
        "The database cannot be reached. Calls go on; try again in a moment.");

    /// <summary>The problem of a response that has a status and no body.</summary>
    public static Problem OfStatus(int status, HttpRequest request) => status switch
    {
        400 => Of(400, "malformed-request", "The request cannot be read", "The request is not valid HTTP for this address."),
        404 => Of(404, "no-such-route", "No such address", $"There is nothing at {Shown(request.Path)}. The API is described at /openapi/v1.json."),
        405 => Of(405, "method-not-allowed", "Method not allowed", $"{Shown(request.Method)} is not possible here; the header Allow lists what is."),
        413 => Of(413, "body-too-large", "The body is too large", $"A body may have at most {RequestBody.Limit} bytes."),
        415 => Of(415, "unsupported-media-type", "The body is not JSON", "Send the body as application/json."),
        503 => Of(503, "unavailable", "Not available", "Try again in a moment."),
        504 => Of(504, "timed-out", "No answer in time", "The request took longer than it may."),
        >= 500 => Of(status, "internal-error", "Internal error", "The request failed; the log of this process says why."),
        _ => Of(status, "request-failed", "The request failed", null),
    };

    public static async Task WriteAsync(HttpContext context, Problem problem, int? retryAfterSeconds = null)
    {
        context.Response.StatusCode = problem.Status;
        context.Response.Headers.CacheControl = "no-store";
        if (retryAfterSeconds is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await context.Response.WriteAsJsonAsync(problem, ApiJson.Options, ContentType, CancellationToken.None);
    }

    /// <summary>Text of the request in a message: bounded and without control characters.</summary>
    private static string Shown(string text) =>
        new([.. text.Take(200).Select(static c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
}
