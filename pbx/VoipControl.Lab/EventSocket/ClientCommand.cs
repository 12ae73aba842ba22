namespace VoipControl.Lab.EventSocket;

/// <summary>One command of a client: its first line, the headers under it, and a body when it had a Content-Length.</summary>
internal sealed class ClientCommand
{
    public required string Line { get; init; }
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);
    public string? Body { get; set; }
}
