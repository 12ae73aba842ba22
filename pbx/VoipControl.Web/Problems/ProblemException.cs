namespace VoipControl.Web.Problems;

/// <summary>Ends a request with a problem that the client is told.</summary>
internal sealed class ProblemException : Exception
{
    private ProblemException(Problem problem, int? retryAfterSeconds = null) : base(problem.Detail ?? problem.Title)
    {
        Problem = problem;
        RetryAfterSeconds = retryAfterSeconds;
    }

    public Problem Problem { get; }

    public int? RetryAfterSeconds { get; }

    public static ProblemException Invalid(IReadOnlyDictionary<string, string[]> errors)
    {
        var detail = string.Join(' ', errors.Select(static e => $"{e.Key}: {string.Join(' ', e.Value)}"));
        return new(ProblemKinds.Of(400, "invalid-request", "The request is not valid", detail) with { Errors = errors });
    }

    public static ProblemException Invalid(string field, string message) =>
        Invalid(new Dictionary<string, string[]> { [field] = [message] });

    public static ProblemException Malformed(string detail) => new(ProblemKinds.Of(400, "malformed-body", "The body cannot be read", detail));

    public static ProblemException NoSuchCall(string id) => new(ProblemKinds.Of(404, "no-such-call", "No such call", $"There is no call {id}."));

    public static ProblemException NoSuchTarget(string what, string name) =>
        new(ProblemKinds.Of(404, "no-such-" + what, $"No such {what}", $"No {what} named '{Calls.FieldRules.Printable(name, 64)}' is known; one is listed once role sip has it in its configuration."));

    public static ProblemException CallEnded(string id) => new(ProblemKinds.Of(409, "call-ended", "The call is over", $"Call {id} has ended."));

    public static ProblemException OtherTenant(string tenant) => new(ProblemKinds.Of(403, "other-tenant", "Another tenant's call",
        $"This token is bound to tenant '{tenant}' and places calls for no other."));

    public static ProblemException TooLarge(long limit) => new(ProblemKinds.Of(413, "body-too-large", "The body is too large",
        $"A body may have at most {limit} bytes."));

    public static ProblemException NotJson(string? contentType) => new(ProblemKinds.Of(415, "unsupported-media-type", "The body is not JSON",
        $"Send the body as application/json, not as '{contentType}'."));

    public static ProblemException TooManyClients(int limit) => new(ProblemKinds.Of(503, "too-many-clients", "Too many clients",
        $"{limit} clients read the live feed already."), 10);

    public static ProblemException NodeAway(string detail) => new(ProblemKinds.Of(503, "node-away", "The node cannot be reached", detail), 2);

    public static ProblemException TimedOut(string detail) => new(ProblemKinds.Of(504, "timed-out", "No answer in time", detail));

    public static ProblemException BadGateway(string detail) => new(ProblemKinds.Of(502, "pbx-error", "The pbx process failed", detail));

    public static ProblemException FromPbx(int status, string detail) => status switch
    {
        400 => new(ProblemKinds.Of(400, "invalid-request", "The request is not valid", detail)),
        404 => new(ProblemKinds.Of(404, "no-such-call", "No such call", detail)),
        409 => new(ProblemKinds.Of(409, "refused", "The switch refused", detail)),
        503 => NodeAway(detail),
        504 => TimedOut(detail),
        _ => BadGateway(detail),
    };
}
