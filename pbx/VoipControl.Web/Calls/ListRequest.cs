using Microsoft.AspNetCore.Http;
using VoipControl.Core.Calls;
using VoipControl.Store.Queries;
using VoipControl.Web.Auth;

namespace VoipControl.Web.Calls;

/// <summary>What a list was asked for: filter, place and size of the page.</summary>
/// <param name="Filter">Which rows; the token's tenant is in it.</param>
/// <param name="After">Where the page starts.</param>
/// <param name="Limit">Most rows.</param>
/// <param name="Key">List and filters in one text: a cursor belongs to it.</param>
internal sealed record ListRequest(CallFilter Filter, PagePosition? After, int Limit, string Key)
{
    private static readonly string[] CallParameters = ["state", "number", "tenant", "purpose", "node", "direction", "from", "to", "limit", "cursor"];
    private static readonly string[] RecordParameters = ["outcome", "number", "tenant", "purpose", "node", "direction", "from", "to", "limit", "cursor"];

    public static ListRequest Calls(IQueryCollection query, ApiToken token, WebOptions options)
    {
        QueryReader.RefuseUnknown(query, CallParameters);
        var reader = new QueryReader(query);
        var (live, state) = State(reader);
        return Read(reader, new CallFilter { Live = live, State = state }, "calls", token, options);
    }

    public static ListRequest Records(IQueryCollection query, ApiToken token, WebOptions options)
    {
        QueryReader.RefuseUnknown(query, RecordParameters);
        var reader = new QueryReader(query);
        return Read(reader, new CallFilter { Outcome = reader.Enum<Outcome>("outcome") }, "records", token, options);
    }

    private static ListRequest Read(QueryReader reader, CallFilter start, string list, ApiToken token, WebOptions options)
    {
        var tenant = reader.Text("tenant", 64);
        if (tenant is not null && !token.Sees(tenant)) reader.Wrong("tenant", $"This token sees only tenant '{token.Tenant}'.");
        var filter = start with
        {
            Tenant = token.Tenant ?? tenant,
            Purpose = reader.Purpose(),
            Node = reader.Text("node", 64),
            Direction = reader.Enum<Direction>("direction"),
            Number = Number(reader),
            From = reader.Time("from"),
            To = reader.Time("to"),
        };
        if (filter.From >= filter.To) reader.Wrong("to", "It must be later than from.");
        var limit = reader.Number("limit", 1, options.MaxPageSize) ?? options.DefaultPageSize;
        var key = $"{list} {filter}";
        PagePosition? after = null;
        if (reader.Text("cursor") is { } cursor)
        {
            if (Cursor.TryRead(cursor, key, out var position)) after = position;
            else reader.Wrong("cursor", "It is not the `next` of a page with the same filters.");
        }
        reader.ThrowIfWrong();
        return new ListRequest(filter, after, limit, key);
    }

    private static (bool? Live, CallState? State) State(QueryReader reader)
    {
        if (reader.Text("state") is not { } text) return (null, null);
        if (text.Equals("live", StringComparison.OrdinalIgnoreCase)) return (true, null);
        if (text.Equals("ended", StringComparison.OrdinalIgnoreCase)) return (false, null);
        if (QueryReader.TryEnum<CallState>(text, out var state)) return (null, state);
        reader.Wrong("state", $"It must be live, ended or one of {string.Join(", ", Enum.GetNames<CallState>())}.");
        return (null, null);
    }

    private static NumberFilter? Number(QueryReader reader)
    {
        if (reader.Text("number") is not { } text) return null;
        if (text.IndexOf('*', StringComparison.Ordinal) is var star && star < 0) return new NumberFilter(text, false);
        if (star > 0 && star == text.Length - 1) return new NumberFilter(text[..^1], true);
        reader.Wrong("number", "It must be a number, or the beginning of one and a * at its end.");
        return null;
    }
}
