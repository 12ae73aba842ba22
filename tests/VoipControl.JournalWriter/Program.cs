using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using VoipControl.Store.Journals;
using VoipControl.Testing;

// A process for tests to kill: appends numbered facts from a number on, for ever, and prints the number of each one that
// is durable. Arguments: the journal's folder, the first number.
if (args.Length != 2 || !long.TryParse(args[1], CultureInfo.InvariantCulture, out var number))
{
    Console.Error.WriteLine("usage: VoipControl.JournalWriter FOLDER FIRST-NUMBER");
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
// Ends only by being killed, or when the journal fails.
while (!journal.Completion.IsCompleted) await journal.AppendAsync(StoreFacts.Numbered(number++));
await journal.Completion;
return 1;
