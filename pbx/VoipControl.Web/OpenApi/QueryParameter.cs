namespace VoipControl.Web.OpenApi;

/// <summary>Metadata: a query parameter of a route. They are read by hand, so the document must be told of them.</summary>
internal sealed record QueryParameter(string Name, string Description, string[]? Values = null, string? Format = null, string? Example = null, int? Max = null);
