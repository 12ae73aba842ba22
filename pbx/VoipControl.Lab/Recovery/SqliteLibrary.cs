using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace VoipControl.Lab.Recovery;

/// <summary>Binds the SQLite driver to the system's library, which the distribution patches, instead of one that a package brings.</summary>
internal static class SqliteLibrary
{
    private static readonly string[] Names = ["libsqlite3.so.0", "libsqlite3.dylib", "sqlite3"];

    private static readonly Lazy<bool> Bound = new(static () =>
    {
        var provider = typeof(SQLite3Provider_e_sqlite3).Assembly;
        NativeLibrary.SetDllImportResolver(provider, Resolve);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return true;
    });

    /// <summary>Must be called before the first connection of the process; again is free.</summary>
    /// <exception cref="DllNotFoundException">The system has no SQLite.</exception>
    public static void Bind() => _ = Bound.Value;

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != "e_sqlite3")
            return IntPtr.Zero;
        foreach (var candidate in Names)
            if (NativeLibrary.TryLoad(candidate, assembly, path, out var handle))
                return handle;
        throw new DllNotFoundException("SQLite is not installed: there is no libsqlite3.so.0 (Debian package libsqlite3-0).");
    }
}
