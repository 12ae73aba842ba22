using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Store.Journals;
using VoipControl.Testing;

namespace VoipControl.Tests.Store;

public sealed class JournalTests
{
    private string _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("voipcontrol-journal-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void The_checksum_is_that_of_the_standard() =>
        Assert.That(Crc32C.Compute(Encoding.ASCII.GetBytes("123456789")), Is.EqualTo(0xE3069283));

    [Test]
    public async Task What_was_appended_is_read_in_order_after_a_restart()
    {
        await WriteAsync(0, 500);
        await WriteAsync(500, 500);
        Assert.That(await ReadAllAsync(), Is.EqualTo(Numbers(0, 1000)));
    }

    [Test]
    public async Task A_fact_comes_back_as_it_was()
    {
        var fact = StoreFacts.Of(FactKind.Ended, StoreFacts.Leg(1), 7, StoreFacts.Leg(2));
        await using (var journal = Open()) await journal.AppendAsync(fact);
        var read = new JournalInspector(_folder).Entries().Single();
        Assert.That(JsonSerializer.Serialize(read.Fact, CallJson.Default.LegFact), Is.EqualTo(JsonSerializer.Serialize(fact, CallJson.Default.LegFact)));
    }

    [Test]
    public async Task Facts_are_told_in_order_and_only_once_durable()
    {
        var told = new List<long>();
        Journal journal = null!;
        var early = false;
        journal = Journal.Open(
            Options() with
            {
                Committed = facts =>
                {
                    told.AddRange(facts.Select(static f => f.Sequence));
                    early |= journal.CommittedNumber < told.Count;
                },
            }, TimeProvider.System, NullLogger.Instance);
        await using (journal) await AppendAsync(journal, 0, 2000);
        Assert.Multiple(() =>
        {
            Assert.That(told, Is.EqualTo(Numbers(0, 2000)));
            Assert.That(early, Is.False);
        });
    }

    [Test]
    public async Task Many_facts_share_one_flush_of_the_disk()
    {
        await using var journal = Open();
        await AppendAsync(journal, 0, 5000);
        await journal.FlushAsync();
        Assert.That(journal.FlushCount, Is.LessThan(500));
    }

    [Test]
    public async Task A_flush_waits_for_all_that_was_appended_before()
    {
        await using var journal = Open();
        await AppendAsync(journal, 0, 3000);
        await journal.FlushAsync();
        Assert.That(journal.CommittedNumber, Is.EqualTo(3000));
    }

    [Test]
    public async Task A_tail_torn_at_any_byte_of_the_last_entry_is_cut_and_the_rest_kept()
    {
        await WriteAsync(0, 3);
        var whole = await File.ReadAllBytesAsync(SegmentFiles()[0]);
        var last = new JournalInspector(_folder).Entries().Last().Position;
        for (var length = (int)last; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(SegmentFiles()[0], whole[..length]);
            await WriteAsync(100, 1);
            Assert.That(await ReadAllAsync(), Is.EqualTo(new long[] { 0, 1, 100 }), $"torn at byte {length}");
        }
    }

    [Test]
    public async Task What_is_cut_off_is_kept_in_a_file()
    {
        await WriteAsync(0, 2);
        await using (var file = new FileStream(SegmentFiles()[0], FileMode.Append)) file.Write("half an entry"u8);
        await WriteAsync(2, 1);
        Assert.That(await File.ReadAllTextAsync(Directory.GetFiles(_folder, "cut-*.bin").Single()), Is.EqualTo("half an entry"));
    }

    [Test]
    public async Task A_flipped_bit_in_a_durable_entry_is_an_error_and_nothing_is_cut()
    {
        await WriteAsync(0, 1);
        await WriteAsync(1, 1);
        var path = SegmentFiles()[0];
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[20] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        Assert.Multiple(() =>
        {
            Assert.That(Open, Throws.TypeOf<JournalException>().With.Message.Contains(path));
            Assert.That(new FileInfo(path).Length, Is.EqualTo(bytes.Length));
        });
    }

    [Test]
    public async Task A_flipped_bit_in_an_older_segment_is_an_error_when_it_is_read()
    {
        await WriteAsync(0, 200, segmentBytes: 4096, flushEach: 10);
        var path = SegmentFiles()[0];
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[20] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        Assert.That(await Assert.ThrowsAsync<JournalException>(ReadAllAsync), Has.Message.Contains(path));
    }

    [Test]
    public async Task After_a_damaged_segment_was_moved_away_the_others_are_read()
    {
        await WriteAsync(0, 300, segmentBytes: 4096, flushEach: 10);
        var entries = new JournalInspector(_folder).Segments();
        File.Delete(Path.Combine(_folder, entries[1].File));
        var expected = Numbers(0, 300).Where(n => n < entries[1].FirstNumber || n >= entries[2].FirstNumber);
        Assert.That(await ReadAllAsync(), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_second_owner_is_refused_with_the_first_ones_process()
    {
        await using var journal = Open();
        Assert.That(Open, Throws.TypeOf<JournalException>().With.Message.Contains($"by process {Environment.ProcessId}"));
    }

    [Test]
    public async Task The_id_stays_over_restarts()
    {
        await using (var journal = Open()) await journal.FlushAsync();
        var id = new JournalInspector(_folder).Id;
        await using var again = Open();
        Assert.That(again.Id, Is.EqualTo(id));
    }

    [Test]
    public async Task Truncating_deletes_whole_segments_before_a_position_only()
    {
        await WriteAsync(0, 300, segmentBytes: 4096, flushEach: 10);
        var segments = new JournalInspector(_folder).Segments();
        await using var journal = Open();
        journal.TruncateBefore(segments[2].FirstPosition + 1);
        Assert.That(SegmentFiles().Select(Path.GetFileName), Is.EqualTo(segments.Skip(2).Select(static s => s.File)));
    }

    [Test]
    public async Task Positions_and_numbers_go_on_after_everything_was_truncated()
    {
        await WriteAsync(0, 300, segmentBytes: 4096, flushEach: 10);
        long position;
        await using (var journal = Open())
        {
            position = journal.CommittedPosition;
            journal.TruncateBefore(position);
        }
        await using var again = Open();
        Assert.That((again.CommittedPosition, again.CommittedNumber), Is.EqualTo((position, 300L)));
    }

    [Test]
    public async Task A_reader_follows_the_tail_over_segments()
    {
        var journal = Open(4096);
        using var reader = journal.OpenReader(0);
        var reading = DrainAsync(reader, maxEntries: 7);
        for (var i = 0; i < 300; i += 10)
        {
            await AppendAsync(journal, i, 10);
            await journal.FlushAsync();
        }
        await journal.DisposeAsync();
        Assert.That(await reading, Is.EqualTo(Numbers(0, 300)));
    }

    [Test]
    public async Task A_reader_goes_on_from_any_entry()
    {
        await WriteAsync(0, 200, segmentBytes: 4096, flushEach: 10);
        var entries = new JournalInspector(_folder).Entries().ToList();
        var journal = Open();
        using var reader = journal.OpenReader(entries[123].Position);
        await journal.DisposeAsync();
        Assert.That((reader.Number, await DrainAsync(reader, 50)), Is.EqualTo((123L, Numbers(123, 77).ToList())).Using<(long, List<long>)>(
            static (a, b) => a.Item1 == b.Item1 && a.Item2.SequenceEqual(b.Item2)));
    }

    [Test]
    public async Task A_reader_within_an_entry_is_refused()
    {
        await WriteAsync(0, 2);
        await using var journal = Open();
        Assert.That(() => journal.OpenReader(5), Throws.TypeOf<JournalException>().With.Message.Contains("position 5"));
    }

    [Test]
    public async Task A_fact_too_large_for_the_journal_is_kept_apart_and_the_others_go_on()
    {
        await using (var journal = Open())
        {
            await journal.AppendAsync(StoreFacts.Numbered(0));
            await journal.AppendAsync(StoreFacts.Numbered(1) with { Recording = new string('x', 2 << 20) });
            await journal.AppendAsync(StoreFacts.Numbered(2));
        }
        Assert.Multiple(() =>
        {
            Assert.That(new JournalInspector(_folder).Entries().Select(static e => e.Fact!.Sequence), Is.EqualTo(new long[] { 0, 2 }));
            Assert.That(File.ReadAllText(Path.Combine(_folder, "rejected.jsonl")), Does.Contain("larger than"));
        });
    }

    [Test]
    public async Task A_disk_that_fails_ends_the_journal_and_refuses_more()
    {
        var journal = Open(4096);
        Directory.Delete(_folder, recursive: true);
        await AppendAsync(journal, 0, 40);
        await Assert.ThrowsAsync<JournalException>(async () =>
        {
            // The first group still fits into the file that was deleted; the next segment cannot be made.
            while (true)
            {
                await AppendAsync(journal, 0, 40);
                await journal.FlushAsync();
            }
        });
        await Assert.ThatAsync(() => journal.Completion, Throws.InstanceOf<IOException>());
        await journal.DisposeAsync();
        Directory.CreateDirectory(_folder);
    }

    [Test]
    public async Task The_inspector_looks_while_another_owns_the_journal()
    {
        await using var journal = Open();
        await AppendAsync(journal, 0, 20);
        await journal.FlushAsync();
        var report = new JournalInspector(_folder).Segments().Single();
        Assert.That((report.Entries, report.DamagedAt, report.UnfinishedBytes), Is.EqualTo((20L, (long?)null, 0L)));
    }

    [Test]
    public async Task Whatever_bytes_stand_at_the_end_the_durable_entries_are_read()
    {
        await WriteAsync(0, 3);
        var path = SegmentFiles()[0];
        var whole = await File.ReadAllBytesAsync(path);
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), garbage =>
        {
            File.WriteAllBytes(path, [.. whole, .. garbage]);
            Open().DisposeAsync().AsTask().GetAwaiter().GetResult();
            return new FileInfo(path).Length == whole.Length;
        }).QuickCheckThrowOnFailure();
    }

    private static IEnumerable<long> Numbers(int from, int count) => Enumerable.Range(from, count).Select(static n => (long)n);

    private static async Task AppendAsync(Journal journal, int from, int count)
    {
        for (var i = from; i < from + count; i++) await journal.AppendAsync(StoreFacts.Numbered(i));
    }

    private static async Task<List<long>> DrainAsync(JournalReader reader, int maxEntries)
    {
        var numbers = new List<long>();
        var entries = new List<JournalEntry>();
        while (await reader.ReadAsync(entries, maxEntries, 1 << 20, TestContext.CurrentContext.CancellationToken))
            numbers.AddRange(entries.Select(static e => JsonSerializer.Deserialize(e.Payload.Span, CallJson.Default.LegFact)!.Sequence));
        return numbers;
    }

    private JournalOptions Options(long segmentBytes = 64 << 20) => new() { Directory = _folder, SegmentBytes = segmentBytes };

    private Journal Open() => Open(64 << 20);

    private Journal Open(long segmentBytes) => Journal.Open(Options(segmentBytes), TimeProvider.System, NullLogger.Instance);

    private string[] SegmentFiles() => [.. Directory.GetFiles(_folder, "*.segment").Order(StringComparer.Ordinal)];

    private async Task WriteAsync(int from, int count, long segmentBytes = 64 << 20, int flushEach = int.MaxValue)
    {
        await using var journal = Open(segmentBytes);
        for (var i = from; i < from + count; i++)
        {
            await journal.AppendAsync(StoreFacts.Numbered(i));
            if ((i - from) % flushEach == flushEach - 1) await journal.FlushAsync();
        }
    }

    private async Task<List<long>> ReadAllAsync()
    {
        var journal = Open();
        using var reader = journal.OpenReader(0);
        await journal.DisposeAsync();
        return await DrainAsync(reader, 1000);
    }
}
