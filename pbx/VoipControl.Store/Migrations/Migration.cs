using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace VoipControl.Store.Migrations;

/// <summary>One step of the schema: an embedded file `yyyymmdd-nnnn-name.sql`. The name's order is the order they run in.</summary>
internal sealed record Migration(string Name, string Script)
{
    private const string Prefix = "VoipControl.Store.Migrations.";

    /// <summary>SHA-256 of the text with line ends as LF, so that a checkout on Windows is the same migration.</summary>
    public byte[] Checksum => SHA256.HashData(Encoding.UTF8.GetBytes(Script.ReplaceLineEndings("\n")));

    /// <summary>All migrations this program knows, oldest first.</summary>
    public static IReadOnlyList<Migration> Embedded { get; } = Load();

    private static List<Migration> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var migrations = new List<Migration>();
        foreach (var resource in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (!resource.StartsWith(Prefix, StringComparison.Ordinal) || !resource.EndsWith(".sql", StringComparison.Ordinal)) continue;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            migrations.Add(new Migration(resource[Prefix.Length..^".sql".Length], reader.ReadToEnd()));
        }
        return migrations;
    }
}
