using System.Globalization;
using System.Text.Json;
using VoipControl.Host.Cli.Output;

namespace VoipControl.Host.Cli.Commands;

/// <summary>What a list gave.</summary>
/// <param name="Items">The rows as the API wrote them.</param>
/// <param name="Next">Where it goes on; null when that was all.</param>
internal sealed record FoundRows(IReadOnlyList<JsonElement> Items, string? Next)
{
    public int Show(CliEnvironment environment, bool json, TableView table, string nothing)
    {
        var screen = new Screen(environment);
        if (json)
        {
            screen.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("items");
                foreach (var item in Items) item.WriteTo(writer);
                writer.WriteEndArray();
                if (Next is not null) writer.WriteString("next", Next);
                writer.WriteEndObject();
            });
            return ExitCodes.Done;
        }
        if (Items.Count == 0) screen.Line(nothing);
        else screen.Table(table);
        if (Next is not null) screen.Notice(string.Create(CultureInfo.InvariantCulture, $"These are the first {Items.Count}; there are more: add --limit N or --all, or narrow them with --from and --to."));
        return ExitCodes.Done;
    }
}
