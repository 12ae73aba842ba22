using System.Globalization;
using VoipControl.Core.Calls;
using VoipControl.Host.Cli.Api;
using VoipControl.Host.Cli.Output;

namespace VoipControl.Host.Cli.Commands;

/// <summary>One call on a page.</summary>
internal sealed class CallReport(CliEnvironment environment)
{
    private readonly Screen _screen = new(environment);

    public static string Notes(bool endInferred, bool recovered, CallPurpose purpose = CallPurpose.Customer) => string.Join(", ", new[]
    {
        purpose == CallPurpose.Customer ? null : Words.Lower(purpose) + " call", recovered ? "recovered" : null, endInferred ? "end inferred" : null,
    }.OfType<string>());

    public void Show(CallStory story)
    {
        ShowHead(story.Call);
        Section("Legs", Legs(story.Call));
        Section("Transfers", Transfers(story.Call));
        Section("Holds", Holds(story.Call));
        Section("Recordings", Recordings(story.Call));
        if (story.Timeline.Count == 0)
        {
            _screen.Line("");
            _screen.Line("The timeline is empty: what happens is stored within moments; ask again.");
            return;
        }
        Section("Timeline", Timeline(story));
        if (story.TimelineCut) _screen.Notice("More happened than the timeline shows.");
    }

    private void ShowHead(CallView call)
    {
        var now = environment.Time.GetUtcNow().UtcDateTime;
        var table = new TableView().With("CALL").With(call.Id.ToString());
        void Add(string name, Cell value)
        {
            if (!string.IsNullOrEmpty(value.Text)) table.Row(name, value);
        }
        Add("state", Words.State(call));
        Add("from", Words.Of(call.Caller));
        Add("to", Words.Of(call.Callee));
        Add("way", Words.Lower(call.Direction));
        Add("tenant", call.Tenant);
        Add("node", call.Node);
        Add("trunk", call.Trunk);
        Add("extension", call.Extension);
        Add("started", Times.Text(call.StartedAt));
        Add("ringing", Times.Text(call.RingingAt));
        Add("answered", Times.Text(call.AnsweredAt));
        Add("talking since", Times.Text(call.BridgedAt));
        Add("ended", Times.Text(call.EndedAt));
        Add("lasted", Times.Text((call.EndedAt ?? now) - call.StartedAt));
        Add("waited", call.Wait > TimeSpan.Zero ? Times.Text(call.Wait) : "");
        Add("talked", call.Talk > TimeSpan.Zero ? Times.Text(call.Talk) : "");
        Add("on hold", call.OnHold > TimeSpan.Zero ? Times.Text(call.OnHold) : "");
        Add("cause", call.Cause);
        Add("ended by", call.EndedBy is { } side ? Words.Lower(side) : "");
        Add("note", new Cell(Notes(call.EndInferred, call.Recovered, call.Purpose), Tone.Warning));
        foreach (var (name, value) in call.Variables ?? new Dictionary<string, string>()) Add(name, value);
        _screen.Table(table);
    }

    private static TableView Legs(CallView call)
    {
        var table = new TableView().With("LEG").With("STATE").With("FROM").With("TO").With("LASTED", 2, right: true).With("CAUSE", 3).With("SIP", 4).With("NODE", 5).With("CHANNEL", 6)
            .With("SIP CALL-ID", 7).With("NOTE", 1);
        foreach (var leg in call.Legs)
        {
            table.Row(leg.Id.ToString(), Words.Of(leg.State), Words.Of(leg.Caller), Words.Of(leg.Callee), leg.EndedAt is { } end ? Times.Text(end - leg.CreatedAt) : "", leg.Cause,
                leg.SipStatus?.ToString(CultureInfo.InvariantCulture), leg.Node, leg.Channel, leg.SipCallId, Notes(leg.EndInferred, leg.Recovered));
        }
        return table;
    }

    private static TableView Transfers(CallView call)
    {
        var table = new TableView().With("AT").With("KIND").With("TO");
        foreach (var transfer in call.Transfers) table.Row(Times.Text(transfer.At), Words.Lower(transfer.Kind), transfer.Target);
        return table;
    }

    private static TableView Holds(CallView call)
    {
        var table = new TableView().With("LEG").With("FROM").With("LASTED", right: true);
        foreach (var hold in call.Holds) table.Row(hold.Leg.ToString(), Times.Text(hold.From), hold.To is { } to ? Times.Text(to - hold.From) : "goes on");
        return table;
    }

    private static TableView Recordings(CallView call)
    {
        var table = new TableView().With("STARTED").With("LENGTH", right: true).With("NODE").With("FILE");
        foreach (var recording in call.Recordings) table.Row(Times.Text(recording.StartedAt), Times.Text(recording.Length), recording.Node, recording.File);
        return table;
    }

    private static TableView Timeline(CallStory story)
    {
        var table = new TableView().With("AT").With("LEG").With("WHAT");
        // Legs are numbered as the table above lists them: their ids are too long for every line.
        var numbers = story.Call.Legs.Select(static (leg, i) => (leg.Id, Number: i + 1)).ToDictionary(static l => l.Id, static l => l.Number);
        foreach (var line in story.Timeline)
            table.Row(Times.OfDay(line.At), numbers.TryGetValue(line.Leg, out var number) ? number.ToString(CultureInfo.InvariantCulture) : line.Leg.ToString(), line.Text);
        return table;
    }

    private void Section(string title, TableView table)
    {
        if (table.Count == 0) return;
        _screen.Line("");
        _screen.Line(title);
        _screen.Table(table);
    }
}
