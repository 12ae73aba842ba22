using System.Data.Common;
using VoipControl.Core.Calls;

namespace VoipControl.Store.Calls;

/// <summary>
/// Stores one batch of facts in one transaction: reads back the calls that are not in memory, folds the facts, writes what
/// the calls became. After an exception the state must be emptied; the same batch can then be stored again.
/// </summary>
internal sealed class CallBatch(CallTables tables, StoredState state, TimeProvider time)
{
    private readonly HashSet<CallId> _touched = [];
    private readonly HashSet<CallId> _emptied = [];
    private readonly List<(LegId Leg, CallId From, CallId To)> _moves = [];

    public int Calls => _touched.Count;

    public int Records { get; private set; }

    /// <summary>Those of <see cref="Records"/> that are of canary and probe calls.</summary>
    public int TestRecords { get; private set; }

    /// <param name="facts">The facts; may be empty, then only the cursor moves.</param>
    /// <param name="journal">Whose cursor.</param>
    /// <param name="cursor">Where the journal goes on after these facts.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="WriteConflictException">Another process wrote the same calls.</exception>
    public async Task StoreAsync(ReadOnlyMemory<PendingFact> facts, Guid journal, long cursor, CancellationToken ct)
    {
        await LoadAsync(facts, ct);
        Fold(facts.Span);
        var now = time.GetUtcNow().UtcDateTime;
        await using var transaction = await tables.BeginAsync(ct);
        await LockAsync(transaction, ct);
        foreach (var (leg, from, to) in _moves) await tables.MoveFactsAsync(leg, from, to, transaction, ct);
        await WriteRowsAsync(facts, now, transaction, ct);
        await tables.SetCursorAsync(journal, cursor, now, transaction, ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Takes over into memory what the transaction wrote.</summary>
    public void Stored(int endedCallsKept)
    {
        foreach (var id in _emptied) state.Remove(id);
        foreach (var id in _touched)
        {
            var call = state.Book.Find(id)!;
            state.SetCall(id, NextRevision(id), call.IsEnded);
            foreach (var leg in call.Legs) state.SetLeg(leg.Id, id);
        }
        foreach (var id in _touched)
            if (state.Book.Find(id) is { IsEnded: true }) state.KeepEnded(id, endedCallsKept);
    }

    private long NextRevision(CallId id) => (state.Find(id)?.Revision ?? 0) + 1;

    private async Task LoadAsync(ReadOnlyMemory<PendingFact> facts, CancellationToken ct)
    {
        var unknown = UnknownIds(facts.Span);
        if (unknown.Count == 0) return;
        var calls = await tables.CallsOfLegsAsync(unknown, ct);
        await tables.CallsAsync([.. calls, .. unknown], state.SetCall, ct);
        if (calls.Count == 0) return;
        await tables.LegsAsync(calls, state.SetLeg, ct);
        await tables.FactsAsync(calls, fact => state.Book.Apply(fact), ct);
    }

    /// <summary>Legs that the facts speak of and memory does not have, also as the calls that may be named after them.</summary>
    private HashSet<Guid> UnknownIds(ReadOnlySpan<PendingFact> facts)
    {
        var unknown = new HashSet<Guid>();
        void AddUnknown(LegId? leg)
        {
            if (leg is { } id && state.Book.Find(id) is null) unknown.Add(id.Value);
        }
        foreach (var (fact, _, _, _) in facts)
        {
            AddUnknown(fact.Leg);
            AddUnknown(fact.Originator);
            // Another process may have learned meanwhile where this leg came from.
            AddUnknown(state.Book.Find(fact.Leg)?.Originator);
            if (fact.ForCall is { } call && state.Book.Find(call) is null) unknown.Add(call.Value);
        }
        return unknown;
    }

    private void Fold(ReadOnlySpan<PendingFact> facts)
    {
        var legs = new HashSet<LegId>();
        foreach (var (fact, _, _, _) in facts)
        {
            // Legs that may find another place when this one's origin becomes known.
            var leg = state.Book.Find(fact.Leg);
            var mayMove = leg is null ? state.Book.Find(new CallId(fact.Leg.Value))
                : (fact.Originator is not null && fact.Originator != leg.Originator) || (fact.ForCall is not null && fact.ForCall != leg.ForCall)
                    ? state.Book.Find(leg.CallId) : null;
            if (mayMove is not null)
                foreach (var other in mayMove.Legs) legs.Add(other.Id);
            legs.Add(fact.Leg);
            state.Book.Apply(fact);
        }
        foreach (var id in legs)
        {
            var call = state.Book.Find(id)!.CallId;
            _touched.Add(call);
            if (state.CallOf(id) is not { } stored || stored == call) continue;
            _moves.Add((id, stored, call));
            (state.Book.Find(stored) is null ? _emptied : _touched).Add(stored);
        }
    }

    /// <summary>Holds the rows of the calls, and sees that they are as this process left them.</summary>
    private async Task LockAsync(DbTransaction transaction, CancellationToken ct)
    {
        var known = _touched.Concat(_emptied).Where(id => state.Find(id) is not null).Select(static id => id.Value).ToList();
        if (known.Count == 0) return;
        var unchanged = 0;
        await tables.LockCallsAsync(known, (id, revision) => unchanged += state.Find(id)?.Revision == revision ? 1 : 0, transaction, ct);
        if (unchanged != known.Count) throw new WriteConflictException();
    }

    private async Task WriteRowsAsync(ReadOnlyMemory<PendingFact> facts, DateTime now, DbTransaction transaction, CancellationToken ct)
    {
        var rows = tables.Rows;
        rows.Clear();
        foreach (var (fact, json, _, _) in facts.Span) rows.AddFact(state.Book.Find(fact.Leg)!.CallId, fact, json);
        var withoutRecord = new List<Guid>();
        foreach (var id in _touched)
        {
            var view = state.Book.Find(id)!.View();
            var stored = state.Find(id);
            rows.AddCall(view, NextRevision(id), isNew: stored is null);
            foreach (var leg in view.Legs) rows.AddLeg(id, leg, state.Book.Find(leg.Id)!.Core, isNew: state.CallOf(leg.Id) is null);
            if (view.State == CallState.Ended)
            {
                rows.AddRecord(view, now);
                Records++;
                if (view.Purpose != CallPurpose.Customer) TestRecords++;
            }
            else if (stored is { HasRecord: true })
            {
                // A recovery refuted the end that was inferred.
                withoutRecord.Add(id.Value);
            }
        }
        await rows.WriteAsync(transaction, ct);
        withoutRecord.AddRange(_emptied.Select(static id => id.Value));
        if (withoutRecord.Count > 0) await tables.DeleteRecordsAsync(withoutRecord, transaction, ct);
        if (_emptied.Count > 0) await tables.DeleteCallsAsync([.. _emptied.Select(static id => id.Value)], transaction, ct);
    }
}
