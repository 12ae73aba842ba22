using System.Diagnostics.CodeAnalysis;

namespace VoipControl.Sip.Digest;

/// <summary>Names of algorithms, and the comma-separated parameters of challenge and credentials (RFC 3261 25.1, RFC 7616 3.3).</summary>
internal static class DigestText
{
    private const int MaxParameters = 32;

    public static DigestAlgorithm AlgorithmOf(string? name) => name?.ToUpperInvariant() switch
    {
        null or "MD5" => DigestAlgorithm.Md5,
        "MD5-SESS" => DigestAlgorithm.Md5Sess,
        "SHA-256" => DigestAlgorithm.Sha256,
        "SHA-256-SESS" => DigestAlgorithm.Sha256Sess,
        _ => DigestAlgorithm.Unknown,
    };

    public static string NameOf(DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Md5 => "MD5",
        DigestAlgorithm.Md5Sess => "MD5-sess",
        DigestAlgorithm.Sha256 => "SHA-256",
        DigestAlgorithm.Sha256Sess => "SHA-256-sess",
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    /// <summary>Reads <c>Digest name=value, …</c>; values unquoted. False for another scheme or when it is malformed.</summary>
    public static bool TryReadParameters(string? text, [NotNullWhen(true)] out Dictionary<string, string>? parameters)
    {
        parameters = null;
        const string Scheme = "Digest";
        ReadOnlySpan<char> rest = (text ?? "").AsSpan().Trim(" \t");
        if (!rest.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || rest.Length <= Scheme.Length || rest[Scheme.Length] is not (' ' or '\t'))
            return false;
        rest = rest[Scheme.Length..];
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (true)
        {
            rest = rest.Trim(" \t,");
            if (rest.IsEmpty)
                break;
            int equals = rest.IndexOf('=');
            if (equals <= 0 || found.Count >= MaxParameters)
                return false;
            string name = rest[..equals].TrimEnd(" \t").ToString();
            rest = rest[(equals + 1)..].TrimStart(" \t");
            int end = rest.StartsWith('"') ? EndOfQuoted(rest) : EndOfToken(rest);
            // A parameter that comes twice could be read in two ways.
            if (end < 0 || !SipText.IsToken(name) || !found.TryAdd(name, SipText.Unquote(rest[..end].ToString())))
                return false;
            rest = rest[end..].TrimStart(" \t");
            if (!rest.IsEmpty && rest[0] != ',')
                return false;
        }

        parameters = found;
        return true;
    }

    private static int EndOfToken(ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAny(" \t,");
        return end < 0 ? text.Length : end;
    }

    private static int EndOfQuoted(ReadOnlySpan<char> text)
    {
        for (int i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                return i + 1;
        }

        return -1;
    }
}
