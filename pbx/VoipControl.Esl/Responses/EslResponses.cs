using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace VoipControl.Esl;

/// <summary>Reads what commands answer. Their outputs share no form; each method says which command it is for.</summary>
public static partial class EslResponses
{
    /// <summary>True for <c>-ERR …</c> and <c>-USAGE …</c>, the two ways in which a command refuses. Every other text is a result.</summary>
    public static bool IsRefusal(ReadOnlySpan<char> text) =>
        text.StartsWith("-ERR", StringComparison.Ordinal) || text.StartsWith("-USAGE", StringComparison.Ordinal);

    /// <summary><see cref="EslCommands.Exists"/>: <c>true</c> or <c>false</c>.</summary>
    /// <exception cref="EslProtocolException">It is neither.</exception>
    public static bool ReadExists(string output) => output.Trim() switch
    {
        "true" => true,
        "false" => false,
        _ => throw new EslProtocolException("uuid_exists answered neither true nor false."),
    };

    /// <summary><see cref="EslCommands.GetVar"/>: the value, or null for <c>_undef_</c>.</summary>
    public static string? ReadVariable(string output) => output == "_undef_" ? null : output;

    /// <summary>The channel of an originate's <c>+OK uuid</c>.</summary>
    /// <exception cref="EslProtocolException">There is none.</exception>
    public static Guid ReadOriginated(string output) =>
        output.StartsWith("+OK ", StringComparison.Ordinal) && Guid.TryParse(output.AsSpan(4).Trim(), out Guid id)
            ? id
            : throw new EslProtocolException("originate answered without a channel's uuid.");

    /// <summary>Any <c>show … as json</c>. No rows gives <c>{"row_count":0}</c> without a list.</summary>
    /// <exception cref="EslProtocolException">It is not such a listing.</exception>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> ReadRows(string output)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(output);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("row_count", out JsonElement count))
                throw new EslProtocolException("A listing has no row_count.");
            if (!document.RootElement.TryGetProperty("rows", out JsonElement rows))
                return count.TryGetInt32(out int none) && none == 0 ? [] : throw new EslProtocolException("A listing counts rows but has none.");
            if (rows.ValueKind != JsonValueKind.Array)
                throw new EslProtocolException("The rows of a listing are no list.");
            var result = new List<IReadOnlyDictionary<string, string>>(rows.GetArrayLength());
            foreach (JsonElement row in rows.EnumerateArray())
                result.Add(ReadRow(row));
            return result;
        }
        catch (JsonException e)
        {
            throw new EslProtocolException("A listing is not valid json.", e);
        }
        catch (InvalidOperationException e)
        {
            throw new EslProtocolException("A listing is not valid UTF-8 json.", e);
        }
    }

    /// <summary><see cref="EslCommands.ShowChannels"/>.</summary>
    /// <exception cref="EslProtocolException">It is not such a listing, or a row has no uuid.</exception>
    public static IReadOnlyList<EslChannelRow> ReadChannels(string output)
    {
        var channels = new List<EslChannelRow>();
        foreach (IReadOnlyDictionary<string, string> row in ReadRows(output))
        {
            if (!Guid.TryParse(row.GetValueOrDefault("uuid"), out Guid uuid))
                throw new EslProtocolException("A listed channel has no uuid.");
            channels.Add(new EslChannelRow
            {
                Uuid = uuid,
                CallUuid = Guid.TryParse(row.GetValueOrDefault("call_uuid"), out Guid call) ? call : uuid,
                Direction = Text(row, "direction"),
                Created = CreatedAt(Text(row, "created_epoch")),
                Name = Text(row, "name"),
                State = Text(row, "state"),
                CallState = Text(row, "callstate"),
                CallerName = Text(row, "cid_name"),
                CallerNumber = Text(row, "cid_num"),
                Destination = Text(row, "dest"),
                CalleeName = Text(row, "callee_name"),
                CalleeNumber = Text(row, "callee_num"),
                Application = Text(row, "application"),
                ApplicationData = Text(row, "application_data"),
                Context = Text(row, "context"),
                PresenceId = Text(row, "presence_id"),
                HostName = Text(row, "hostname"),
            });
        }

        return channels;
    }

    /// <summary><see cref="EslCommands.Status"/>. What cannot be found reads as zero.</summary>
    public static EslStatus ReadStatus(string output) => new(
        output.Contains("is ready", StringComparison.Ordinal),
        Number(SinceStart().Match(output)),
        Number(Now().Match(output)),
        Number(Most().Match(output)),
        Idle().Match(output) is { Success: true } idle ? Decimal(idle.Groups[1].Value) : 0);

    /// <summary>Output with a name and a value a line, parted by a tab: sofia status of a profile or gateway.</summary>
    public static IReadOnlyDictionary<string, string> ReadFields(string output)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in output.Split('\n'))
        {
            int tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab > 0)
                fields.TryAdd(line[..tab].Trim(), line[(tab + 1)..].Trim());
        }

        return fields;
    }

    internal static double Decimal(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : 0;

    private static Dictionary<string, string> ReadRow(JsonElement row)
    {
        if (row.ValueKind != JsonValueKind.Object)
            throw new EslProtocolException("A row of a listing is no object.");
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty field in row.EnumerateObject())
            fields.TryAdd(field.Name, field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString()! : field.Value.GetRawText());
        return fields;
    }

    private static string Text(IReadOnlyDictionary<string, string> row, string name) => row.GetValueOrDefault(name, "");

    private static DateTimeOffset? CreatedAt(string epoch) =>
        long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds is > 0 and < 253_402_300_799
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static int Number(Match match) =>
        match.Success && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    [GeneratedRegex(@"^(\d+) session\(s\) since startup", RegexOptions.Multiline)]
    private static partial Regex SinceStart();

    [GeneratedRegex(@"^(\d+) session\(s\) - peak", RegexOptions.Multiline)]
    private static partial Regex Now();

    [GeneratedRegex(@"^(\d+) session\(s\) max", RegexOptions.Multiline)]
    private static partial Regex Most();

    [GeneratedRegex(@"^min idle cpu [\d.]+/([\d.]+)", RegexOptions.Multiline)]
    private static partial Regex Idle();
}
