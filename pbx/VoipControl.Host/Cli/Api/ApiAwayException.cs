namespace VoipControl.Host.Cli.Api;

/// <summary>The API gave no answer at all; it may come back.</summary>
internal sealed class ApiAwayException(string message, Exception cause) : Exception(message, cause);
