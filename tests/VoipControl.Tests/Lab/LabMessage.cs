namespace VoipControl.Tests.Lab;

/// <summary>A message as it came over the event socket, or stands in a capture.</summary>
internal sealed record LabMessage(IReadOnlyDictionary<string, string> Head, string Body)
{
    public string ContentType => Head.GetValueOrDefault("Content-Type", "");

    public string ReplyText => Head.GetValueOrDefault("Reply-Text", "");
}
