using System.Text.Json;

namespace VoipControl.IntegrationTests.RealFreeSwitch;

/// <summary>One file of mod_json_cdr: what the switch itself recorded about one leg.</summary>
internal sealed record LegRecordFile(string Path, JsonElement Root)
{
    public string Uuid => Variable("uuid");

    public string Direction => Variable("direction");

    public string Cause => Variable("hangup_cause");

    public string CallerNumber => Profile("caller_id_number");

    public string DialledNumber => Profile("destination_number");

    private JsonElement FirstProfile
    {
        get
        {
            var flow = Root.GetProperty("callflow");
            return flow[flow.GetArrayLength() - 1].GetProperty("caller_profile");
        }
    }

    /// <summary>The whole files of a folder; a file without its closing line feed is still being written.</summary>
    public static IReadOnlyList<LegRecordFile> ReadAll(string folder)
    {
        var records = new List<LegRecordFile>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.cdr.json"))
        {
            var text = File.ReadAllText(path);
            if (!text.EndsWith('\n'))
                continue;
            using var document = JsonDocument.Parse(text);
            records.Add(new LegRecordFile(path, document.RootElement.Clone()));
        }

        return records;
    }

    /// <summary>A channel variable, or an empty string.</summary>
    public string Variable(string name) =>
        Root.GetProperty("variables").TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private string Profile(string name) => FirstProfile.GetProperty(name).GetString() ?? "";
}
