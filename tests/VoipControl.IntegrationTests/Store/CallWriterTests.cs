using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Store.Calls;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.Store;

public sealed class CallWriterTests : DatabaseFixture
{
    private static readonly LegId A = StoreFacts.Leg(1);
    private static readonly LegId B = StoreFacts.Leg(2);
    private static readonly LegId C = StoreFacts.Leg(3);

    private WriterRun _run = null!;

    private static LegFact[] WholeCall =>
    [
        StoreFacts.Of(FactKind.Created, A, 1), StoreFacts.Of(FactKind.Created, B, 2, A), StoreFacts.Of(FactKind.Ringing, B, 3),
        StoreFacts.Of(FactKind.Answered, B, 4), StoreFacts.Of(FactKind.Answered, A, 5), StoreFacts.Of(FactKind.Bridged, A, 6) with { OtherLeg = B },
        StoreFacts.Of(FactKind.Bridged, B, 7) with { OtherLeg = A }, StoreFacts.Of(FactKind.Ended, B, 2007, A), StoreFacts.Of(FactKind.Ended, A, 2008),
    ];

    [SetUp]
    public void OpenRun() => _run = new WriterRun(Database);

    [TearDown]
    public void CloseRun() => _run?.Dispose();

    [Test]
    public async Task An_ended_call_has_its_facts_legs_and_one_record()
    {
        await _run.StoreAsync(WholeCall);
        Assert.That(await CountsAsync(), Is.EqualTo("facts 9, calls 1, legs 2, records 1"));
    }

    [Test]
    public async Task A_record_tells_what_the_call_was()
    {
        await _run.StoreAsync(WholeCall);
        Assert.That(await OneAsync<string>("SELECT CONCAT_WS('|', caller_number, caller_name, callee_number, outcome, cause, ended_by, talk_ms, leg_count, ended_at) FROM call_records"),
            Is.EqualTo("+49301234567|Jörg Müller 🚕|500|Answered|NORMAL_CLEARING|Caller|2002|2|2026-11-20 08:00:02.008000"));
    }

    [Test]
    public async Task A_stored_fact_is_the_fact_that_was_appended()
    {
        await _run.StoreAsync(WholeCall[..1]);
        Assert.That(await OneAsync<string>("SELECT fact FROM call_facts"), Is.EqualTo(JsonSerializer.Serialize(WholeCall[0], CallJson.Default.LegFact)));
    }

    [Test]
    public async Task Replaying_the_whole_journal_changes_nothing()
    {
        await _run.StoreAsync(WholeCall.Concat(Enumerable.Range(1000, 200).Select(static n => StoreFacts.Numbered(n))));
        var before = await DumpAsync();
        await ExecuteAsync("DELETE FROM journal_cursors");
        await _run.StoreAsync([], new CallWriterOptions { BatchFacts = 7 });
        Assert.That(await DumpAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task Any_batch_size_and_any_restart_ends_in_the_same_rows()
    {
        await _run.StoreAsync(WholeCall);
        var atOnce = await DumpAsync();
        await ExecuteAsync("DELETE FROM call_facts; DELETE FROM calls; DELETE FROM legs; DELETE FROM call_records");
        foreach (var fact in WholeCall) await _run.StoreAsync([fact]);
        Assert.That(await DumpAsync(), Is.EqualTo(atOnce));
    }

    [Test]
    public async Task Facts_in_reverse_order_end_in_the_same_rows()
    {
        await _run.StoreAsync(WholeCall);
        var inOrder = await DumpAsync();
        await ExecuteAsync("DELETE FROM call_facts; DELETE FROM calls; DELETE FROM legs; DELETE FROM call_records");
        await _run.StoreAsync(WholeCall.Reverse(), new CallWriterOptions { BatchFacts = 1, EndedCallsKept = 0 });
        Assert.That(await DumpAsync(), Is.EqualTo(inOrder));
    }

    [Test]
    public async Task A_late_fact_refines_the_one_record()
    {
        await _run.StoreAsync(WholeCall.Where(static f => f.Kind != FactKind.Bridged));
        await _run.StoreAsync(WholeCall.Where(static f => f.Kind == FactKind.Bridged));
        Assert.That(await OneAsync<string>("SELECT GROUP_CONCAT(talk_ms) FROM call_records"), Is.EqualTo("2002"));
    }

    [Test]
    public async Task A_call_that_is_part_of_another_is_absorbed_with_its_facts()
    {
        // B waits in a call of A's name; C is a root until it is known that B made it.
        await _run.StoreAsync([StoreFacts.Of(FactKind.Created, B, 2, A), StoreFacts.Of(FactKind.Created, C, 3), StoreFacts.Of(FactKind.Ended, C, 9)]);
        await _run.StoreAsync([StoreFacts.Of(FactKind.Answered, C, 4, B), StoreFacts.Of(FactKind.Created, A, 1)]);
        Assert.Multiple(async () =>
        {
            Assert.That(await CountsAsync(), Is.EqualTo("facts 5, calls 1, legs 3, records 0"));
            Assert.That(await OneAsync<long>("SELECT COUNT(DISTINCT c) FROM (SELECT call_id c FROM call_facts UNION SELECT call_id FROM legs UNION SELECT id FROM calls) t"), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task A_call_that_goes_on_after_an_inferred_end_loses_its_record_until_it_ends()
    {
        await _run.StoreAsync([StoreFacts.Of(FactKind.Created, A, 1), StoreFacts.Of(FactKind.Gone, A, 10)]);
        var inferred = await OneAsync<long>("SELECT COUNT(*) FROM call_records WHERE end_inferred = 1");
        await _run.StoreAsync([StoreFacts.Of(FactKind.Seen, A, 20, node: "b") with { Recovered = true }]);
        var revived = await OneAsync<long>("SELECT COUNT(*) FROM call_records");
        await _run.StoreAsync([StoreFacts.Of(FactKind.Ended, A, 30, node: "b")]);
        var ended = await OneAsync<string>("SELECT GROUP_CONCAT(CONCAT_WS(',', node, end_inferred, recovered)) FROM call_records");
        Assert.That((inferred, revived, ended), Is.EqualTo((1L, 0L, "b,0,1")));
    }

    [Test]
    public async Task Two_processes_that_write_the_same_call_agree()
    {
        // After a takeover the survivor's process goes on with calls that the other one wrote, and both may be late.
        using var other = new WriterRun(Database);
        var (mine, theirs) = (_run.OpenJournal(), other.OpenJournal());
        var running = Task.WhenAll(_run.WriterOf(mine).RunAsync(Deadline), other.WriterOf(theirs).RunAsync(Deadline));
        for (var call = 0; call < 200; call++)
        {
            var leg = StoreFacts.Leg(100 + call);
            await mine.AppendAsync(StoreFacts.Of(FactKind.Created, leg, 1));
            await theirs.AppendAsync(StoreFacts.Of(FactKind.Seen, leg, 50, node: "b") with { Recovered = true });
            await mine.AppendAsync(StoreFacts.Of(FactKind.Answered, leg, 2));
            await theirs.AppendAsync(StoreFacts.Of(FactKind.Ended, leg, 60, node: "b"));
            if (call % 20 == 0) await Task.WhenAll(mine.FlushAsync(), theirs.FlushAsync());
        }
        await mine.DisposeAsync();
        await theirs.DisposeAsync();
        await running;
        Assert.Multiple(async () =>
        {
            Assert.That(await CountsAsync(), Is.EqualTo("facts 800, calls 200, legs 200, records 200"));
            Assert.That(await OneAsync<long>("SELECT COUNT(*) FROM call_records WHERE recovered = 1 AND node = 'b' AND answered_at IS NOT NULL"), Is.EqualTo(200));
        });
    }

    [Test]
    public async Task A_fact_that_MySQL_refuses_is_kept_apart_and_all_others_are_stored()
    {
        await ExecuteAsync("ALTER TABLE legs MODIFY channel VARCHAR(80) NULL");
        var facts = Enumerable.Range(0, 400).Select(static n => StoreFacts.Numbered(n)).ToList();
        var bad = StoreFacts.Of(FactKind.Created, StoreFacts.Leg(9999), 5000);
        facts[101] = bad with { Details = bad.Details! with { Channel = new string('x', 100) } };
        await _run.StoreAsync(facts);
        Assert.Multiple(async () =>
        {
            Assert.That(await OneAsync<long>("SELECT COUNT(*) FROM call_facts"), Is.EqualTo(399));
            Assert.That(File.ReadAllLines(Path.Combine(_run.Folder, "rejected.jsonl")).Single(), Does.Contain("too long").And.Contain(bad.Leg.ToString()));
        });
    }

    [Test]
    public async Task Texts_longer_than_their_columns_are_cut_and_kept_whole_in_the_fact()
    {
        var fact = StoreFacts.Of(FactKind.Created, A, 1);
        await _run.StoreAsync([fact with { Node = new string('n', 500), Details = fact.Details! with { Channel = new string('c', 5000), Caller = new Party(new string('1', 3000)) } }]);
        Assert.Multiple(async () =>
        {
            Assert.That(await OneAsync<string>("SELECT CONCAT_WS(',', LENGTH(node), LENGTH(caller_number)) FROM calls"), Is.EqualTo("64,255"));
            Assert.That(await OneAsync<long>("SELECT LENGTH(fact) FROM call_facts"), Is.GreaterThan(8500));
        });
    }

    [Test]
    public async Task Stored_segments_are_deleted()
    {
        await _run.StoreAsync(Enumerable.Range(0, 2000).Select(static n => StoreFacts.Numbered(n)), new CallWriterOptions { BatchFacts = 100 });
        Assert.That(Directory.GetFiles(_run.Folder, "*.segment"), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Live_calls_give_back_their_facts_in_the_order_they_happened()
    {
        await _run.StoreAsync(WholeCall.Select(static f => f with { Leg = new LegId(f.Leg.Value) }).Where(static f => f.Kind != FactKind.Ended).Reverse()
            .Concat(Enumerable.Range(1000, 4).Select(static n => StoreFacts.Numbered(n))));
        var facts = await new CallRestore(Database).LoadLiveFactsAsync([WholeCall[0].Node], Deadline);
        Assert.That(facts.Select(static f => f.Sequence), Is.EqualTo(new long[] { 1, 2, 3, 4, 5, 6, 7 }));
        Assert.That(await new CallRestore(Database).LoadLiveFactsAsync(["another"], Deadline), Is.Empty, "calls of other nodes belong to other processes");
    }

    [Test]
    public async Task Every_transaction_is_told_with_its_facts()
    {
        var told = new List<long>();
        await _run.StoreAsync(Enumerable.Range(0, 100).Select(static n => StoreFacts.Numbered(n)),
            new CallWriterOptions { BatchFacts = 30, Stored = batch => told.AddRange(batch.Facts.Select(static f => f.Sequence)) });
        Assert.That(told, Is.EqualTo(Enumerable.Range(0, 100)));
    }

    private Task<string> CountsAsync() => OneAsync<string>(
        """
        SELECT CONCAT('facts ', (SELECT COUNT(*) FROM call_facts), ', calls ', (SELECT COUNT(*) FROM calls),
          ', legs ', (SELECT COUNT(*) FROM legs), ', records ', (SELECT COUNT(*) FROM call_records))
        """)!;

    /// <summary>All rows as text, without what says when and how often they were written.</summary>
    private async Task<string> DumpAsync()
    {
        await using var connection = await Database.OpenAsync(Deadline);
        var dump = new List<string>();
        foreach (var (table, order) in new[] { ("call_facts", "call_id, at, sequence, leg_id"), ("calls", "id"), ("legs", "id"), ("call_records", "call_id") })
        {
            await using var reader = (DbDataReader)await connection.ExecuteReaderAsync($"SELECT * FROM {table} ORDER BY {order}");
            while (await reader.ReadAsync())
            {
                var values = Enumerable.Range(0, reader.FieldCount).Where(i => reader.GetName(i) is not ("revision" or "stored_at"))
                    .Select(i => reader.GetValue(i) switch
                    {
                        byte[] bytes => Convert.ToHexString(bytes),
                        DateTime at => at.ToString("O", CultureInfo.InvariantCulture),
                        var other => Convert.ToString(other, CultureInfo.InvariantCulture),
                    });
                dump.Add($"{table}: {string.Join(" | ", values)}");
            }
        }
        return string.Join('\n', dump);
    }

    private async Task<T> OneAsync<T>(string sql)
    {
        await using var connection = await Database.OpenAsync(Deadline);
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await Database.OpenAsync(Deadline);
        await connection.ExecuteAsync(sql);
    }
}
