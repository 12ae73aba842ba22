using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace VoipControl.Store.Queries;

/// <summary>The text of a token: `vc_` and 32 random bytes in base64url (RFC 4648 section 5), 46 characters.</summary>
public static class TokenSecret
{
    private const string Prefix = "vc_";
    private const int Length = 32;

    /// <summary>Makes a new secret. 256 random bits need no salt and no slow hash: they cannot be guessed.</summary>
    public static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Length));

    /// <summary>The hash under which a token is stored; false when the text is no token at all.</summary>
    public static bool TryHash(string? secret, [NotNullWhen(true)] out byte[]? hash)
    {
        hash = null;
        if (secret is null || secret.Length != Prefix.Length + 43 || !secret.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        Span<byte> bytes = stackalloc byte[Length];
        // Not the Try method, which throws where a character is none of the alphabet.
        if (Base64Url.DecodeFromChars(secret.AsSpan(Prefix.Length), bytes, out _, out var written) != OperationStatus.Done || written != Length) return false;
        hash = SHA256.HashData(bytes);
        return true;
    }
}
