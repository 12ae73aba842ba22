using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using VoipControl.Host;
using VoipControl.Host.Cli;
using VoipControl.Store.Journals;
using VoipControl.Testing;

namespace VoipControl.Tests.Host;

/// <summary>What a supervisor sees when a part of VoipControl can go on no longer.</summary>
public sealed class CrashTests
{
    [Test]
    public async Task A_journal_that_another_process_owns_ends_the_start_with_1_and_its_folder()
    {
        using var file = new ConfigFile();
        await using var owner = Journal.Open(new JournalOptions { Directory = file.Settings.JournalDirectory }, TimeProvider.System, NullLogger.Instance);
        var error = new StringWriter();
        var code = await CommandLine.RunAsync(["run", "--role", "pbx", "--config", file.Path], new StringWriter(), error);
        Assert.That((code, error.ToString().Contains(file.Settings.JournalDirectory)), Is.EqualTo((1, true)), error.ToString());
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_journal_that_cannot_be_written_ends_the_process_with_1(CancellationToken deadline)
    {
        using var file = new ConfigFile(static o => o["Journal"]!["SegmentMegabytes"] = 1);
        await using var app = HostRunner.Build(Role.Parse("pbx"), Settings.Load(file.Path));
        var journal = app.Services.GetRequiredService<Journal>();
        var running = HostRunner.RunAsync(app, deadline);
        // The file that is open can still be written; the next one has nowhere to be.
        Directory.Delete(file.Settings.JournalDirectory, recursive: true);
        try
        {
            for (var n = 0; n < 20_000 && !running.IsCompleted; n++) await journal.AppendAsync(StoreFacts.Numbered(n), deadline);
        }
        catch (JournalException)
        {
            // Whoever has a fact to write hears of it too.
        }
        Assert.That(await running, Is.EqualTo(1));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_process_that_is_asked_to_stop_ends_with_0(CancellationToken deadline)
    {
        using var file = new ConfigFile();
        await using var app = HostRunner.Build(Role.Parse("pbx"), Settings.Load(file.Path));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        var running = HostRunner.RunAsync(app, stop.Token);
        await Poll.UntilAsync("it listens", TimeSpan.FromSeconds(20), TimeProvider.System, () => app.Urls.Count > 0 && app.Lifetime.ApplicationStarted.IsCancellationRequested, cancel: deadline);
        await stop.CancelAsync();
        Assert.That(await running, Is.Zero);
    }
}
