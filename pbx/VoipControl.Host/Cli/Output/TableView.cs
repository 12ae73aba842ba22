using Spectre.Console;

namespace VoipControl.Host.Cli.Output;

/// <summary>
/// A table of one line a row. It never wraps or shortens a field: ids are there to be copied. On a narrow terminal
/// columns of less weight are left out instead; a pipe always gets all of them.
/// </summary>
internal sealed class TableView
{
    private const int Gap = 2;

    private readonly List<Column> _columns = [];
    private readonly List<Cell[]> _rows = [];

    public int Count => _rows.Count;

    /// <param name="title">Its heading.</param>
    /// <param name="leaveOut">Columns with a higher number are left out first; 0 stays.</param>
    /// <param name="right">For numbers and durations.</param>
    public TableView With(string title, int leaveOut = 0, bool right = false)
    {
        _columns.Add(new Column(title, leaveOut, right));
        return this;
    }

    public TableView Row(params ReadOnlySpan<Cell> cells)
    {
        if (cells.Length != _columns.Count) throw new ArgumentException($"The table has {_columns.Count} columns, the row {cells.Length}.", nameof(cells));
        var row = cells.ToArray();
        for (var i = 0; i < row.Length; i++) row[i] = row[i] with { Text = Shown.Text(row[i].Text) };
        _rows.Add(row);
        return this;
    }

    /// <summary>Draws for a terminal of that many columns, or null for a pipe.</summary>
    public Table Draw(int? width, out int drawnWidth)
    {
        var kept = Enumerable.Range(0, _columns.Count).Where(i => _columns[i].LeaveOut == 0 || _rows.Any(r => r[i].Text!.Length > 0)).ToList();
        while (width is { } most && WidthOf(kept) > most && kept.Where(i => _columns[i].LeaveOut > 0).ToList() is { Count: > 0 } spare)
            kept.Remove(spare.MaxBy(i => _columns[i].LeaveOut));
        // Wide characters take two places.
        drawnWidth = 2 * WidthOf(kept) + Gap;
        var table = new Table { Border = TableBorder.None };
        foreach (var i in kept)
        {
            table.AddColumn(new TableColumn(new Text(_columns[i].Title, new Style(decoration: Decoration.Bold)))
            {
                NoWrap = true,
                Padding = new Padding(0, 0, Gap, 0),
                Alignment = _columns[i].Right ? Justify.Right : Justify.Left,
            });
        }
        foreach (var row in _rows) table.AddRow(kept.Select(i => new Text(row[i].Text!, StyleOf(row[i].Tone))));
        return table;
    }

    private int WidthOf(List<int> columns) => columns.Sum(i => Math.Max(_columns[i].Title.Length, _rows.Select(r => r[i].Text!.Length).DefaultIfEmpty().Max()) + Gap);

    private static Style StyleOf(Tone tone) => tone switch
    {
        Tone.Good => new Style(Color.Green),
        Tone.Warning => new Style(Color.Olive),
        Tone.Bad => new Style(Color.Maroon),
        Tone.Faint => new Style(Color.Grey),
        _ => Style.Plain,
    };

    private sealed record Column(string Title, int LeaveOut, bool Right);
}
