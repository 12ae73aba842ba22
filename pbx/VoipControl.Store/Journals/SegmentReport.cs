namespace VoipControl.Store.Journals;

/// <summary>What an inspection found in one segment.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="FirstPosition">Position of its first entry.</param>
/// <param name="FirstNumber">Number of its first entry.</param>
/// <param name="Entries">Valid entries, up to the first that is not.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="DamagedAt">Position of the first damaged entry that was durable; null where all is well.</param>
/// <param name="UnfinishedBytes">Bytes at the end that are being written, or that a crash left; the next start cuts them off.</param>
public sealed record SegmentReport(
    string File, long FirstPosition, long FirstNumber, long Entries, long Bytes, long? DamagedAt, long UnfinishedBytes);
