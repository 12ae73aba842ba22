using System.Text.Json;
using Dapper;
using VoipControl.Core.Calls;
using VoipControl.Store.MySql;

namespace VoipControl.Store.Journals;

/// <summary>Looks into a journal without owning it: works while another process writes, and changes nothing.</summary>
public sealed class JournalInspector
{
    private readonly string _directory;

    /// <exception cref="JournalException">The folder holds no journal.</exception>
    public JournalInspector(string directory)
    {
        _directory = directory;
        if (!Directory.Exists(directory)) throw new JournalException($"There is no folder {directory}.");
        Id = JournalFolder.ReadId(directory) ?? throw new JournalException($"{directory} holds no journal: it has no file journal-id.");
    }

    /// <summary>The id under which MySQL keeps the journal's cursor.</summary>
    public Guid Id { get; }

    /// <summary>Verifies every checksum and lists the segments, oldest first.</summary>
    public IReadOnlyList<SegmentReport> Segments()
    {
        var segments = Segment.List(_directory);
        var reports = new List<SegmentReport>();
        for (var i = 0; i < segments.Count; i++)
        {
            var segment = segments[i];
            SegmentScan scan;
            try
            {
                scan = SegmentScan.Run(segment.Path);
            }
            catch (FileNotFoundException)
            {
                // Stored and deleted by its owner since it was listed.
                continue;
            }
            var isLast = i == segments.Count - 1;
            var whole = scan.ValidBytes == scan.Bytes;
            reports.Add(new SegmentReport(
                Path.GetFileName(segment.Path), segment.FirstPosition, segment.FirstNumber, scan.Entries, scan.Bytes,
                DamagedAt: whole || (isLast && scan.DamagedAt is null) ? null : segment.FirstPosition + scan.ValidBytes,
                UnfinishedBytes: whole || !isLast || scan.DamagedAt is not null ? 0 : scan.Bytes - scan.ValidBytes));
        }
        return reports;
    }

    /// <summary>Reads entries in order from the first that begins at or after a position, up to the first damaged or unfinished one.</summary>
    public IEnumerable<InspectedEntry> Entries(long fromPosition = 0)
    {
        var segments = Segment.List(_directory);
        for (var i = 0; i < segments.Count; i++)
        {
            if (i + 1 < segments.Count && segments[i + 1].FirstPosition <= fromPosition) continue;
            var (position, number) = (segments[i].FirstPosition, segments[i].FirstNumber);
            using var file = new FileStream(segments[i].Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
            var frame = new byte[Frame.MaxBytes];
            while (ReadFrame(file, frame) is var size and > 0)
            {
                if (position >= fromPosition)
                {
                    var payload = frame.AsSpan(Frame.HeaderBytes, size - Frame.HeaderBytes);
                    yield return new InspectedEntry(position, number, System.Text.Encoding.UTF8.GetString(payload), FactOf(payload));
                }
                position += size;
                number++;
            }
        }
    }

    /// <summary>Position up to which MySQL has this journal's facts; null where it has none.</summary>
    public async Task<long?> CursorAsync(VoipDatabase database, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            "SELECT position FROM journal_cursors WHERE journal_id = @id", new { id = Id }, cancellationToken: ct));
    }

    private static int ReadFrame(FileStream file, byte[] frame)
    {
        if (file.ReadAtLeast(frame.AsSpan(0, Frame.HeaderBytes), Frame.HeaderBytes, throwOnEndOfStream: false) < Frame.HeaderBytes) return 0;
        if (Frame.PayloadBytes(frame) is not { } length) return 0;
        var read = file.ReadAtLeast(frame.AsSpan(Frame.HeaderBytes, length), length, throwOnEndOfStream: false);
        return Frame.Read(frame.AsSpan(0, Frame.HeaderBytes + read), out var size, out _) == FrameState.Valid ? size : 0;
    }

    private static LegFact? FactOf(ReadOnlySpan<byte> payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload, CallJson.Default.LegFact);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
