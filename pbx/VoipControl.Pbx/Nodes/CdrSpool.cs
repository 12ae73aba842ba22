using Microsoft.Extensions.Logging;
using VoipControl.Core.Calls;
using VoipControl.Pbx.Calls;
using VoipControl.Store.Journals;

namespace VoipControl.Pbx.Nodes;

/// <summary>
/// Watches the folder in which a switch leaves one record file a leg (mod_json_cdr). A file whose leg's end is durable here
/// is deleted; a file whose leg's end never came as an event is the report of a leg that was missed: it is read, made
/// durable, and deleted then. So calls that began and ended while nobody listened get their record too.
/// </summary>
internal sealed class CdrSpool(
    NodeOptions node, CallTracker tracker, Journal journal, TestMark marks, PbxMetrics metrics, TimeProvider time, ILogger<CdrSpool> logger)
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    /// <summary>Age at which a file is read when no event told its leg's end: events take milliseconds.</summary>
    private static readonly TimeSpan ReadAfter = TimeSpan.FromSeconds(2);

    /// <summary>Age at which a file that still cannot be parsed is put aside; a younger one may be half written.</summary>
    private static readonly TimeSpan RejectAfter = TimeSpan.FromSeconds(60);

    private const string Suffix = ".cdr.json";

    /// <summary>mod_json_cdr may be set to mark the first leg's file so (prefix-a-leg).</summary>
    private const string FirstLegPrefix = "a_";

    private const int MaxFilesASweep = 5000;

    private bool _unreadable;

    /// <summary>Sweeps until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await SweepAsync(cancellation);
                _unreadable = false;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (!_unreadable) Log.CdrDirectoryUnreadable(logger, node.Name, node.CdrDirectory, e.Message);
                _unreadable = true;
            }
            await Task.Delay(SweepInterval, time, cancellation);
        }
    }

    /// <summary>Reads one leg's file now, where there is one. True when it told the leg's end; the sweep deletes the file later.</summary>
    public async Task<bool> TryReportAsync(LegId leg, CancellationToken cancellation)
    {
        foreach (var prefix in new[] { "", FirstLegPrefix })
        {
            var file = new FileInfo(Path.Combine(node.CdrDirectory, prefix + leg.Value + Suffix));
            try
            {
                if (file.Exists && await ReadAsync(file, leg.Value, TimeSpan.Zero, cancellation)) return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The sweep, which deletes files whose leg's end is known, was faster; or nothing can be read there, which the sweep tells.
            }
        }
        return false;
    }

    /// <summary>Looks at every file once. Returns how many legs' ends were read from files.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var read = 0;
        var done = new List<string>();
        Exception? unreadable = null;
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var file in new DirectoryInfo(node.CdrDirectory).EnumerateFiles("*" + Suffix).Take(MaxFilesASweep))
        {
            var name = file.Name[..^Suffix.Length];
            if (name.StartsWith(FirstLegPrefix, StringComparison.Ordinal)) name = name[FirstLegPrefix.Length..];
            var age = now - file.LastWriteTimeUtc;
            if (!Guid.TryParse(name, out var leg))
            {
                Reject(file, "its name is no UUID");
                continue;
            }
            if (!tracker.IsSettled(new LegId(leg)))
            {
                if (age < ReadAfter) continue;
                try
                {
                    if (!await ReadAsync(file, leg, age, cancellation)) continue;
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // One file that may not be read must not hide the others.
                    unreadable = e;
                    continue;
                }
                read++;
            }
            done.Add(file.FullName);
        }
        if (done.Count > 0)
        {
            // What the tracker took is durable only after this; then the switch's copy is no longer needed.
            await journal.FlushAsync(cancellation);
            foreach (var file in done) File.Delete(file);
        }
        if (read > 0) Log.CdrFilesRead(logger, node.Name, read);
        if (unreadable is not null) throw new IOException(unreadable.Message, unreadable);
        return read;
    }

    private async Task<bool> ReadAsync(FileInfo file, Guid leg, TimeSpan age, CancellationToken cancellation)
    {
        IReadOnlyList<LegFact> facts;
        try
        {
            if (file.Length > CdrFile.MaxBytes) throw new FormatException($"it has {file.Length} bytes, more than {CdrFile.MaxBytes}");
            facts = CdrFile.Read(await File.ReadAllBytesAsync(file.FullName, cancellation), node.Name, marks);
            if (facts[^1].Leg.Value != leg) throw new FormatException($"it is about leg {facts[^1].Leg}, not the one in its name");
        }
        catch (FormatException e)
        {
            if (age >= RejectAfter) Reject(file, e.Message);
            return false;
        }
        foreach (var fact in facts) await tracker.ApplyAsync(fact, cancellation);
        metrics.ReportedEnd(node.Name);
        return true;
    }

    private void Reject(FileInfo file, string reason)
    {
        file.MoveTo(file.FullName + ".rejected", overwrite: true);
        Log.CdrFileRejected(logger, node.Name, file.Name, reason);
    }
}
