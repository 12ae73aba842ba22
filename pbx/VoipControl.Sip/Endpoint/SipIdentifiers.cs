using System.Security.Cryptography;

namespace VoipControl.Sip;

/// <summary>
/// Branches, tags and Call-IDs. Whoever can guess a call's tags and Call-ID can end it from anywhere, so they come from the
/// cryptographic generator; a seeded <see cref="Random"/> is for tests that repeat a run.
/// </summary>
internal sealed class SipIdentifiers(Random? seeded)
{
    // Calls are placed from any thread, and a seeded generator is not made for that.
    private readonly Lock _gate = new();

    /// <summary>RFC 3261 19.3: at least 32 bits of randomness; here 64.</summary>
    public string Tag() => Hex(8);

    public string CallId() => Hex(16);

    public string Branch() => SipVia.MagicCookie + Hex(10);

    /// <summary>A first CSeq below 2^31 (RFC 3261 8.1.1.5), far from its end.</summary>
    public uint Sequence() => (uint)Between(1, 100_000);

    /// <summary>From <paramref name="low"/> to below <paramref name="high"/>.</summary>
    public int Between(int low, int high)
    {
        if (seeded is null)
            return RandomNumberGenerator.GetInt32(low, high);
        lock (_gate)
            return seeded.Next(low, high);
    }

    private string Hex(int count)
    {
        Span<byte> bytes = stackalloc byte[count];
        if (seeded is null)
            RandomNumberGenerator.Fill(bytes);
        else
        {
            lock (_gate)
                seeded.NextBytes(bytes);
        }

        return Convert.ToHexStringLower(bytes);
    }
}
