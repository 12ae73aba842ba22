using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using VoipControl.Core.Calls;
using VoipControl.Core.Commands;
using VoipControl.Web.Auth;

namespace VoipControl.Web.OpenApi;

/// <summary>What the OpenAPI document says beyond routes and types.</summary>
internal static class ApiDocument
{
    public const string Name = "v1";
    private const string Scheme = "token";

    private static readonly Dictionary<Type, string> Examples = new()
    {
        [typeof(OriginateCall)] = """{"from":"1001","to":"trunk1/+49301234567","callerIdNumber":"+49307654321","timeoutSeconds":30,"variables":{"order":"4711"}}""",
        [typeof(HoldCall)] = "{}",
        [typeof(UnholdCall)] = "{}",
        [typeof(TransferCall)] = """{"to":"1002","side":"Caller"}""",
        [typeof(ParkCall)] = "{}",
        [typeof(SendDtmf)] = """{"digits":"42#"}""",
        [typeof(RecordCall)] = """{"action":"Start"}""",
        [typeof(OriginatedCall)] = """{"id":"5b1f0c9e-7f0e-4a57-9c39-0f6f0c1f7a11","node":"fs1"}""",
        [typeof(CommandResult)] = """{"reply":"+OK"}""",
        [typeof(Problems.Problem)] =
            """{"type":"urn:voipcontrol:problem:invalid-request","title":"The request is not valid","status":400,"detail":"to: It is required.","errors":{"to":["It is required."]}}""",
    };

    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        // Another role in this process may have routes of its own; they are no part of the public API.
        options.ShouldInclude = static description => description.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(static (operation, context, _) =>
        {
            Describe(operation, context);
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer(static (schema, context, _) =>
        {
            Describe(schema, context.JsonTypeInfo);
            return Task.CompletedTask;
        });
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "VoipControl SystemAPI",
            Version = "1",
            Description = "Follow and control the calls of a VoipControl installation. Times are UTC, durations are seconds, ids are UUIDs, " +
                "absent values are left out. Every error is application/problem+json (RFC 9457). Unknown fields and parameters are refused.",
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };
        // The same document wherever it is served.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "A token of `voipcontrol token create`. Scopes: read, control (includes read), admin (includes control). A token may be bound to one tenant.",
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
        document.Tags = new HashSet<OpenApiTag>
        {
            new() { Name = "Calls", Description = "Calls going on and ended ones." },
            new() { Name = "Control", Description = "Place calls and act on them. Needs scope control." },
            new() { Name = "Live", Description = "Follow everything as it happens." },
            new() { Name = "Nodes", Description = "The switches." },
            new() { Name = "Trunks", Description = "Trunks, gateways and canary calls, as role sip sees them." },
            new() { Name = "Records", Description = "Call detail records." },
        };
    }

    private static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var scope = metadata.OfType<Microsoft.AspNetCore.Authorization.IAuthorizeData>().FirstOrDefault()?.Policy;
        if (scope is not null) operation.Description += $" Scope: {ScopeRequirement.ScopeOfPolicy(scope)}.";
        operation.Parameters ??= [];
        foreach (var path in operation.Parameters.OfType<OpenApiParameter>().Where(static p => p.In == ParameterLocation.Path))
        {
            if (path.Name == "name")
            {
                path.Description = "Its configured name.";
                path.Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 64 };
                continue;
            }
            path.Description = "The call's id.";
            path.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" };
        }
        foreach (var query in metadata.OfType<QueryParameter>()) operation.Parameters.Add(Parameter(query));
        if (metadata.OfType<Live.LiveStreamMark>().Any())
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = "Last-Event-ID",
                In = ParameterLocation.Header,
                Description = "Id of the last event you saw: what you missed is sent instead of a snapshot, while it is kept.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        if (operation.Parameters.Count == 0) operation.Parameters = null;
        if (operation.RequestBody is OpenApiRequestBody body && metadata.OfType<BodyContent>().FirstOrDefault() is { } content) body.Required = !content.IsOptional;
        foreach (var (status, response) in operation.Responses ?? [])
            if (Meaning(status) is { } meaning) response.Description = meaning;
    }

    private static OpenApiParameter Parameter(QueryParameter query)
    {
        var isNumber = query.Format == "int32";
        var schema = new OpenApiSchema { Type = isNumber ? JsonSchemaType.Integer : JsonSchemaType.String, Format = query.Format };
        if (query.Values is { } values) schema.Enum = [.. values.Select(static v => (JsonNode)v)];
        if (query.Max is { } max) (schema.Minimum, schema.Maximum) = ("1", max.ToString(CultureInfo.InvariantCulture));
        return new OpenApiParameter
        {
            Name = query.Name,
            In = ParameterLocation.Query,
            Description = query.Description,
            Schema = schema,
            Example = query.Example is null ? null : isNumber ? JsonNode.Parse(query.Example) : query.Example,
        };
    }

    private static void Describe(OpenApiSchema schema, JsonTypeInfo json)
    {
        var type = Nullable.GetUnderlyingType(json.Type) ?? json.Type;
        var orNull = type == json.Type ? default : JsonSchemaType.Null;
        // Own converters write these; their shape cannot be read from the type.
        if (type == typeof(CallId) || type == typeof(LegId))
        {
            (schema.Type, schema.Format, schema.Pattern) = (JsonSchemaType.String | orNull, "uuid", null);
            if (orNull == default)
                schema.Description = type == typeof(CallId)
                    ? "Id of a call, the same for its whole life, across transfers and takeovers."
                    : "Id of a leg, the same as the switch's channel id.";
        }
        if (type == typeof(TimeSpan)) (schema.Type, schema.Format, schema.Pattern) = (JsonSchemaType.Number | orNull, "double", null);
        if (type.IsEnum && orNull == default) schema.Type = JsonSchemaType.String;
        var isBody = type == typeof(OriginateCall) || type.IsAssignableTo(typeof(CallCommand));
        if (!isBody && schema.Properties is { Count: > 0 })
        {
            // A later version may add fields to answers, never to what it demands of requests.
            (schema.AdditionalPropertiesAllowed, schema.AdditionalProperties) = (true, null);
            foreach (var field in json.Properties.Where(static p => p.IsGetNullable || Nullable.GetUnderlyingType(p.PropertyType) is not null))
                schema.Required?.Remove(field.Name);
        }
        foreach (var (name, field) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (field.Description is not null || FieldDescriptions.Of(name) is not { } description) continue;
            if (field is OpenApiSchema own) own.Description = description;
            else if (field is OpenApiSchemaReference reference) reference.Description = description;
        }
        if (Examples.TryGetValue(type, out var example)) schema.Examples = [JsonNode.Parse(example)!];
        if (type == typeof(OriginateCall) && schema.Properties is { } fields)
        {
            Limit(fields, "from", 1, 255);
            Limit(fields, "to", 1, 255);
            Limit(fields, "node", 1, 64);
            Limit(fields, "tenant", 1, 64);
            Limit(fields, "callerIdNumber", 1, 64);
            Limit(fields, "callerIdName", 1, 128);
            if (fields.TryGetValue("timeoutSeconds", out var timeout) && timeout is OpenApiSchema seconds) (seconds.Minimum, seconds.Maximum) = ("5", "300");
        }
        if (type == typeof(TransferCall) && schema.Properties is { } transfer)
        {
            Limit(transfer, "to", 1, 255);
            Limit(transfer, "context", 1, 64);
        }
        if (type == typeof(SendDtmf) && schema.Properties is { } dtmf) Limit(dtmf, "digits", 1, 64);
        if (type == typeof(RecordCall) && schema.Properties is { } record) Limit(record, "file", 1, 128);
    }

    private static void Limit(IDictionary<string, IOpenApiSchema> fields, string name, int shortest, int longest)
    {
        if (fields.TryGetValue(name, out var field) && field is OpenApiSchema schema) (schema.MinLength, schema.MaxLength) = (shortest, longest);
    }

    private static string? Meaning(string status) => status switch
    {
        "400" => "The request is wrong; `errors` names each wrong field.",
        "401" => "No token, or one that is unknown, expired or revoked.",
        "403" => "The token's scope or tenant does not allow this.",
        "404" => "There is no such thing.",
        "409" => "The call is over, or the switch refused; `detail` has its words.",
        "413" => "The body has more than 64 KB.",
        "415" => "The body is not application/json.",
        "502" => "The pbx process failed; the command may have taken effect.",
        "503" => "The database or the node is away; try again after `Retry-After` seconds.",
        "504" => "No answer in time; the command may still take effect.",
        _ => null,
    };
}
