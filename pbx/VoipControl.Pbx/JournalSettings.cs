namespace VoipControl.Pbx;

/// <summary>Settings of the journal (section `Journal`).</summary>
public sealed class JournalSettings
{
    /// <summary>Folder of this process's journal, on a local disk. No two processes share one.</summary>
    public string Directory { get; set; } = "";

    /// <summary>Facts wait at most about this long to be flushed together, 0 to 1000 ms. Default 2 ms.</summary>
    public int CommitMilliseconds { get; set; } = 2;

    /// <summary>Size at which a new file is begun, 1 to 1024 MiB. Default 64 MiB.</summary>
    public int SegmentMegabytes { get; set; } = 64;

    /// <summary>The settings' faults, each naming its key; empty when they are good.</summary>
    public IEnumerable<string> Faults()
    {
        if (Directory is null || !Path.IsPathFullyQualified(Directory)) yield return $"Journal:Directory must be a folder's full path, not '{Directory}'";
        if (CommitMilliseconds is < 0 or > 1000) yield return $"Journal:CommitMilliseconds must be 0 to 1000, not {CommitMilliseconds}";
        if (SegmentMegabytes is < 1 or > 1024) yield return $"Journal:SegmentMegabytes must be 1 to 1024, not {SegmentMegabytes}";
    }
}
