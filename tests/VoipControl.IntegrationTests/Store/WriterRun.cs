using Microsoft.Extensions.Logging.Abstractions;
using VoipControl.Core.Calls;
using VoipControl.Store.Calls;
using VoipControl.Store.Journals;
using VoipControl.Store.MySql;

namespace VoipControl.IntegrationTests.Store;

/// <summary>A journal in a folder of its own, and writers that bring it into a database.</summary>
internal sealed class WriterRun : IDisposable
{
    private readonly VoipDatabase _database;

    public WriterRun(VoipDatabase database) => _database = database;

    public string Folder { get; } = Directory.CreateTempSubdirectory("voipcontrol-journal-").FullName;

    public Journal OpenJournal() => Journal.Open(new JournalOptions { Directory = Folder, SegmentBytes = 64 * 1024 }, TimeProvider.System, NullLogger.Instance);

    public CallWriter WriterOf(Journal journal, CallWriterOptions? options = null) =>
        new(journal, _database, options ?? new CallWriterOptions(), TimeProvider.System, NullLogger.Instance);

    /// <summary>Appends the facts in a new life of the process, and ends when MySQL has all that the journal has.</summary>
    public async Task StoreAsync(IEnumerable<LegFact> facts, CallWriterOptions? options = null)
    {
        var journal = OpenJournal();
        foreach (var fact in facts) await journal.AppendAsync(fact);
        await journal.FlushAsync();
        var writer = WriterOf(journal, options);
        await journal.DisposeAsync();
        await writer.RunAsync(NUnit.Framework.TestContext.CurrentContext.CancellationToken);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
