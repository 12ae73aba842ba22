using System.Text.Json;
using VoipControl.Core.Calls;

namespace VoipControl.Store.Journals;

/// <summary>
/// `rejected.jsonl` in the journal's folder: facts that cannot be kept, with the reason, one JSON object a line, so that
/// an operator can see them and nothing is lost without a trace.
/// </summary>
internal sealed class RejectedFacts(string directory, TimeProvider time)
{
    public string Path { get; } = System.IO.Path.Combine(directory, "rejected.jsonl");

    public void Write(LegFact fact, string reason) => Write(JsonSerializer.SerializeToUtf8Bytes(fact, CallJson.Default.LegFact), reason, null);

    /// <param name="payload">The fact as JSON; text where it is not that.</param>
    /// <param name="reason">Why it could not be kept.</param>
    /// <param name="position">Its position in the journal, where it has one.</param>
    public void Write(ReadOnlySpan<byte> payload, string reason, long? position)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("at", time.GetUtcNow().UtcDateTime);
            json.WriteString("reason", reason);
            if (position is { } known) json.WriteNumber("position", known);
            json.WriteString("fact", System.Text.Encoding.UTF8.GetString(payload));
            json.WriteEndObject();
        }
        line.WriteByte((byte)'\n');
        using var file = new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        file.Write(line.GetBuffer().AsSpan(0, (int)line.Length));
        file.Flush(flushToDisk: true);
    }
}
