using System.Globalization;

namespace VoipControl.Store.Journals;

/// <summary>What lies in a journal's folder beside the segments: the owner's lock and the journal's id.</summary>
internal static class JournalFolder
{
    private const string IdFile = "journal-id";
    private const string LockFile = "lock";
    private const string OwnerFile = "owner";

    /// <summary>Makes this process the owner until the stream is closed; the operating system ends it with the process.</summary>
    /// <exception cref="JournalException">Another owner, or the folder cannot be used.</exception>
    public static FileStream Lock(string directory)
    {
        var path = Path.Combine(directory, LockFile);
        try
        {
            Directory.CreateDirectory(directory);
            var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            // In a file of its own: the locked one cannot be read by others on every system.
            File.WriteAllText(Path.Combine(directory, OwnerFile), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return stream;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new JournalException($"The journal's folder {directory} cannot be written: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new JournalException($"The journal in {directory} is in use{OwnerOf(directory)}, or its lock cannot be taken: {e.Message}", e);
        }
    }

    public static Guid ReadOrCreateId(string directory)
    {
        if (ReadId(directory) is { } known) return known;
        var id = Guid.NewGuid();
        var temporary = Path.Combine(directory, IdFile + ".new");
        using (var handle = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(handle, System.Text.Encoding.ASCII.GetBytes(id.ToString()), 0);
            RandomAccess.FlushToDisk(handle);
        }
        File.Move(temporary, Path.Combine(directory, IdFile), overwrite: true);
        DiskDirectory.Flush(directory);
        return id;
    }

    /// <summary>Null where the folder has no journal yet.</summary>
    public static Guid? ReadId(string directory)
    {
        var path = Path.Combine(directory, IdFile);
        if (!File.Exists(path)) return null;
        var text = File.ReadAllText(path);
        return Guid.TryParse(text, CultureInfo.InvariantCulture, out var id) ? id
            : throw new JournalException($"{path} holds no id: delete it to store the journal's facts anew, which changes nothing that is stored already.");
    }

    private static string OwnerOf(string directory)
    {
        var path = Path.Combine(directory, OwnerFile);
        return File.Exists(path) ? $" by process {File.ReadAllText(path)}" : "";
    }
}
