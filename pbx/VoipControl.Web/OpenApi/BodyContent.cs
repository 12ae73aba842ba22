using Microsoft.AspNetCore.Http.Metadata;

namespace VoipControl.Web.OpenApi;

/// <summary>Metadata: the body of a route, which is read by hand.</summary>
internal sealed class BodyContent(Type type, bool isRequired) : IAcceptsMetadata
{
    public IReadOnlyList<string> ContentTypes { get; } = ["application/json"];
    public Type? RequestType { get; } = type;
    public bool IsOptional { get; } = !isRequired;
}
