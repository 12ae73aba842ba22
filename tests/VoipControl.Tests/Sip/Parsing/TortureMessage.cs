using NUnit.Framework;
using VoipControl.Sip;

namespace VoipControl.Tests.Sip.Parsing;

/// <summary>The messages of RFC 4475, byte for byte, by the names they have there.</summary>
internal static class TortureMessage
{
    public static string[] All { get; } =
        [.. Directory.GetFiles(Folder, "*.dat").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Captures", "sip", "rfc4475");

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".dat"));

    public static SipParse Parse(string name) => SipParser.Parse(Bytes(name));

    public static SipRequest Request(string name) => Good<SipRequest>(name);

    public static SipResponse Response(string name) => Good<SipResponse>(name);

    private static T Good<T>(string name)
        where T : SipMessage
    {
        SipParse parse = Parse(name);
        Assert.That(parse.Error, Is.Null);
        return (T)parse.Message!;
    }
}
