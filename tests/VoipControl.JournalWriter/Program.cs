using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using VoipControl.Store.Calls;
using VoipControl.Store.Journals;
using VoipControl.Store.MySql;
using VoipControl.Testing;

// A process for tests to kill: appends numbered facts from a number on, for ever, and prints the number of each one that
// is durable. Arguments: the journal's folder, the first number and, where it shall store them too, a connection string.
if (args.Length is not (2 or 3) || !long.TryParse(args[1], CultureInfo.InvariantCulture, out var number))
{
    Console.Error.WriteLine("usage: VoipControl.JournalWriter FOLDER FIRST-NUMBER [CONNECTION-STRING]");
    return 2;
}
using var output = Console.OpenStandardOutput();
await using var acknowledged = new StreamWriter(output) { AutoFlush = false };
await using var journal = Journal.Open(
    new JournalOptions
    {
        Directory = args[0],
        SegmentBytes = 64 * 1024,
        Committed = facts =>
        {
            foreach (var fact in facts) acknowledged.WriteLine(fact.Sequence);
            acknowledged.Flush();
        },
    }, TimeProvider.System, NullLogger.Instance);
var storing = args.Length == 3
    ? new CallWriter(journal, new VoipDatabase(args[2]), new CallWriterOptions { BatchFacts = 200 }, TimeProvider.System, NullLogger.Instance).RunAsync(default)
    : Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
// Ends only by being killed, or when the journal fails.
while (!journal.Completion.IsCompleted && !storing.IsCompleted) await journal.AppendAsync(StoreFacts.Numbered(number++));
await await Task.WhenAny(journal.Completion, storing);
return 1;
