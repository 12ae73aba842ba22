using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace VoipControl.Bench;

/// <summary>
/// The messages of bench/sip-parser/corpus.txt: a call through a trunk, a registration and a keep-alive as FreeSWITCH, kamailio and baresip write
/// them. Each is taken many times with other identifiers, so that nobody is served from a cache.
/// </summary>
internal static class SipCorpus
{
    private const int Variants = 64;
    private static readonly string[] s_identifiers =
    [
        "6f3ad9b1", "SgQHr5BNH1aQr", "vt6FU1B0tN4Xp", "as7d2c91f3", "5ae1f2b7", "0a1b9c8e7f6d5a43", "7d3e5f1a2b4c6d88", "4b1c9e3f", "1c0aa7e3", "61f0b2c7",
    ];

    public static string Folder { get; } = FindFolder();

    public static List<byte[]> Load()
    {
        string[] templates = File.ReadAllText(Path.Combine(Folder, "corpus.txt")).Split("----\n", StringSplitOptions.RemoveEmptyEntries);
        var messages = new List<byte[]>(templates.Length * Variants);
        for (int variant = 0; variant < Variants; variant++)
        {
            foreach (string template in templates)
            {
                var text = new StringBuilder(WithLength(template.Replace("\n", "\r\n", StringComparison.Ordinal)));
                foreach (string identifier in s_identifiers)
                    text.Replace(identifier, identifier[..^3] + variant.ToString("d3", CultureInfo.InvariantCulture));
                messages.Add(Encoding.UTF8.GetBytes(text.ToString()));
            }
        }

        return messages;
    }

    /// <summary>What broken messages are made from: this corpus once, and the messages of RFC 4475.</summary>
    public static List<byte[]> LoadFuzzSeeds()
    {
        List<byte[]> messages = Load();
        return
        [
            .. messages.Take(messages.Count / Variants),
            .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Captures", "sip", "rfc4475"), "*.dat").Order(StringComparer.Ordinal).Select(File.ReadAllBytes),
        ];
    }

    /// <summary>Writes the messages for the peers, each behind its length in four bytes.</summary>
    public static void Save(List<byte[]> messages, string path)
    {
        using FileStream file = File.Create(path);
        Span<byte> length = stackalloc byte[4];
        foreach (byte[] message in messages)
        {
            BinaryPrimitives.WriteInt32BigEndian(length, message.Length);
            file.Write(length);
            file.Write(message);
        }
    }

    // The file is for people to read; its bodies' lengths are counted here.
    private static string WithLength(string message)
    {
        int body = message.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        int at = message.IndexOf("Content-Length: ", StringComparison.Ordinal) + "Content-Length: ".Length;
        int end = message.IndexOf("\r\n", at, StringComparison.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"{message.AsSpan(0, at)}{message.Length - body}{message.AsSpan(end)}");
    }

    private static string FindFolder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string corpus = Path.Combine(folder.FullName, "bench", "sip-parser");
            if (File.Exists(Path.Combine(corpus, "corpus.txt")))
                return corpus;
        }

        throw new DirectoryNotFoundException("bench/sip-parser is not above the benchmark's folder.");
    }
}
