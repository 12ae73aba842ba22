using System.Runtime.InteropServices;

namespace VoipControl.Store.Journals;

/// <summary>Makes the names in a folder durable: a new file survives a power cut only once its folder was flushed as well.</summary>
internal static class DiskDirectory
{
    private const int ReadOnly = 0;

    public static void Flush(string path)
    {
        // Windows journals its directories itself and has no such call.
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(path, ReadOnly);
        if (descriptor < 0) throw Error("open", path);
        try
        {
            if (Fsync(descriptor) != 0) throw Error("fsync", path);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static JournalException Error(string call, string path) =>
        new($"{call} of {path} failed: {Marshal.GetLastPInvokeErrorMessage()}");

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fsync(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
