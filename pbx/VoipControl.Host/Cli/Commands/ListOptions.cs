using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using VoipControl.Host.Cli.Api;

namespace VoipControl.Host.Cli.Commands;

/// <summary>Filters and paging that both lists share.</summary>
internal sealed class ListOptions
{
    /// <summary>The API's largest page.</summary>
    private const int PageSize = 500;

    /// <summary>Most rows of `--all`: they are held in memory, so that a failure never leaves half a document behind.</summary>
    private const int MostRows = 200_000;

    private readonly CliEnvironment _environment;
    private readonly Option<string?> _number = new("--number") { Description = "Caller's or callee's number; with * at its end, its beginning.", HelpName = "N" };
    private readonly Option<string?> _tenant = new("--tenant") { Description = "Only this tenant's.", HelpName = "TENANT" };
    private readonly Option<string?> _node = new("--node") { Description = "Only this node's.", HelpName = "NODE" };
    private readonly Option<Core.Calls.Direction?> _direction = new("--direction") { Description = "Only this way.", HelpName = "inbound|outbound|internal", CustomParser = Parsing.Name<Core.Calls.Direction> };
    private readonly Option<string?> _purpose = new("--purpose") { Description = "Which calls: customers' calls when absent, test calls, or all.", HelpName = "customer|canary|probe|all" };
    private readonly Option<DateTime?> _from;
    private readonly Option<DateTime?> _to;
    private readonly Option<int> _limit = new("--limit") { Description = $"Most rows, 1 to {MostRows}.", HelpName = "N", DefaultValueFactory = static _ => 50, CustomParser = Parsing.Number(1, MostRows) };
    private readonly Option<bool> _all = new("--all") { Description = $"Every row, page by page, up to {MostRows}." };
    private readonly Option<string?> _cursor = new("--cursor") { Description = "Go on where a list ended: `next` of its JSON, with the same filters.", HelpName = "NEXT" };

    /// <param name="environment">Gives the time that ages count from.</param>
    /// <param name="command">Gets the options.</param>
    /// <param name="edge">What the times filter: start or end.</param>
    public ListOptions(CliEnvironment environment, CliCommand command, string edge)
    {
        _environment = environment;
        const string Times = "2026-11-20, 2026-11-20T14:30Z, today, yesterday, or an age such as 90s, 15m, 2h, 7d; UTC where no zone is given";
        _from = new("--from") { Description = $"Earliest {edge}: {Times}.", HelpName = "TIME", CustomParser = r => Parsing.Time(r, environment) };
        _to = new("--to") { Description = $"Latest {edge}, exclusive; written as --from.", HelpName = "TIME", CustomParser = r => Parsing.Time(r, environment) };
        foreach (var option in (Option[])[_number, _tenant, _purpose, _node, _direction, _from, _to, _limit, _all, _cursor]) command.Add(option);
        _purpose.AcceptOnlyFromAmong("customer", "canary", "probe", "all");
        command.Validators.Add(result =>
        {
            if (result.GetValue(_all) && result.GetResult(_limit) is { Implicit: false }) result.AddError("Only one of --all and --limit can be given.");
        });
    }

    public async Task<FoundRows> ReadAsync(ApiClient client, ParseResult parsed, string path, (string Name, string? Value) filter, CancellationToken cancellation)
    {
        var (from, to) = (parsed.GetValue(_from), parsed.GetValue(_to));
        if (from >= to) throw CliException.Usage("--to must be later than --from.");
        var query = new StringBuilder();
        void Add(string name, string? value)
        {
            if (value is not null) query.Append(name).Append('=').Append(Uri.EscapeDataString(value)).Append('&');
        }
        Add(filter.Name, filter.Value);
        Add("number", parsed.GetValue(_number));
        Add("tenant", parsed.GetValue(_tenant));
        Add("purpose", parsed.GetValue(_purpose));
        Add("node", parsed.GetValue(_node));
        Add("direction", parsed.GetValue(_direction)?.ToString());
        Add("from", from is { } earliest ? Output.Times.ForApi(earliest) : null);
        Add("to", to is { } latest ? Output.Times.ForApi(latest) : null);
        var wanted = parsed.GetValue(_all) ? MostRows : parsed.GetValue(_limit);
        var rows = new List<JsonElement>();
        return await Progress.TellAsync(_environment, () => string.Create(CultureInfo.InvariantCulture, $"{rows.Count} {path} read …"),
            PagesAsync(client, $"{path}?{query}", parsed.GetValue(_cursor), wanted, rows, cancellation));
    }

    private static async Task<FoundRows> PagesAsync(ApiClient client, string path, string? cursor, int wanted, List<JsonElement> rows, CancellationToken cancellation)
    {
        while (true)
        {
            var size = Math.Min(wanted - rows.Count, PageSize);
            var page = client.Read<RowPage>(await client.GetAsync(
                string.Create(CultureInfo.InvariantCulture, $"{path}limit={size}{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}"), cancellation));
            rows.AddRange(page.Items.Take(size));
            // A server that gives a page without rows and the same place again would keep us for ever.
            if (page.Next is null || page.Items.Count == 0 || rows.Count >= wanted) return new FoundRows(rows, page.Next);
            cursor = page.Next;
        }
    }

    private sealed record RowPage
    {
        public required IReadOnlyList<JsonElement> Items { get; init; }
        public string? Next { get; init; }
    }
}
