namespace VoipControl.Lab.Dialplan;

/// <summary>What a hunt through a context found.</summary>
/// <param name="Extension">Name of the extension that added the first step; null when none did. A call without one ends with
/// NO_ROUTE_DESTINATION.</param>
/// <param name="Steps">Applications in order.</param>
/// <param name="Warnings">Expressions that could not be used and inline actions that may not be; they did not match or run.</param>
internal sealed record DialplanRoute(string? Extension, IReadOnlyList<DialplanStep> Steps, IReadOnlyList<string> Warnings);
