namespace VoipControl.Store.Journals;

/// <summary>One entry as it stands in the journal.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Next">Where the next one begins: the cursor once this one is stored.</param>
/// <param name="Number">How many facts came before it.</param>
/// <param name="Payload">The fact as UTF-8 JSON. Valid until its reader reads on.</param>
public readonly record struct JournalEntry(long Position, long Next, long Number, ReadOnlyMemory<byte> Payload);
