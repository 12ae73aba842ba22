using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace VoipControl.Core.Calls;

/// <summary>
/// Makes and checks the mark that tells a test call from a customer's: SIP header <see cref="Header"/> with the value
/// `KIND.ID.EXPIRY.HMAC`. KIND is `canary` or `probe`, ID names the test, EXPIRY is in Unix seconds, HMAC is HMAC-SHA256
/// (RFC 2104) over what stands before it, in base64url without padding. Whoever could write a mark could hide calls from
/// the figures, so it is keyed by the installation's secret and lives for minutes. Safe for several threads.
/// </summary>
public sealed class TestMark
{
    /// <summary>The SIP header; the switch shows it as channel variable `sip_h_…` of an INVITE and `sip_rh_…` of an answer.</summary>
    public const string Header = "X-VoipControl-Test";

    /// <summary>Longest id, in characters.</summary>
    public const int MaxIdLength = 64;

    /// <summary>Longest mark that is looked at, in characters. The longest good one has 128.</summary>
    public const int MaxLength = 160;

    /// <summary>A mark that is good for longer than this is refused, whoever made it: no leaked one hides calls for ever.</summary>
    public static readonly TimeSpan MaxLife = TimeSpan.FromHours(24);

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private readonly byte[] _key;

    /// <param name="secret">The shared secret of the installation's processes. The marks' own key is derived from it, so that
    /// neither can stand in for the other.</param>
    /// <exception cref="ArgumentException">The secret is empty.</exception>
    public TestMark(string secret)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        _key = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), "VoipControl test mark 1"u8);
    }

    /// <summary>Makes a mark.</summary>
    /// <param name="purpose">Canary or Probe.</param>
    /// <param name="id">Names the test: 1 to <see cref="MaxIdLength"/> letters, digits, `-` or `_`.</param>
    /// <param name="expiresAt">UTC, until when a call may begin with it; counted in whole seconds.</param>
    /// <exception cref="ArgumentException">A value cannot stand in a mark.</exception>
    public string Create(CallPurpose purpose, string id, DateTime expiresAt)
    {
        ArgumentNullException.ThrowIfNull(id);
        var kind = purpose switch
        {
            CallPurpose.Canary => "canary",
            CallPurpose.Probe => "probe",
            _ => throw new ArgumentException("A customer's call carries no mark.", nameof(purpose)),
        };
        if (!IsId(id)) throw new ArgumentException($"A mark's id has 1 to {MaxIdLength} letters, digits, '-' or '_'.", nameof(id));
        if (expiresAt < DateTime.UnixEpoch) throw new ArgumentException("A mark's expiry is after 1970.", nameof(expiresAt));
        var seconds = (long)(expiresAt - DateTime.UnixEpoch).TotalSeconds;
        var signed = string.Create(CultureInfo.InvariantCulture, $"{kind}.{id}.{seconds}");
        return $"{signed}.{Sign(signed)}";
    }

    /// <summary>Checks a mark. False when it is malformed, forged, expired at <paramref name="at"/>, or good for longer than <see cref="MaxLife"/>.</summary>
    /// <param name="mark">The header's value.</param>
    /// <param name="at">UTC, when the call began.</param>
    /// <param name="purpose">What the call is for; Customer when the mark is not good.</param>
    /// <param name="id">The test's id; empty when the mark is not good.</param>
    public bool TryVerify(string? mark, DateTime at, out CallPurpose purpose, out string id)
    {
        (purpose, id) = (CallPurpose.Customer, "");
        if (mark is null or { Length: 0 or > MaxLength } || mark.LastIndexOf('.') is var end && end <= 0) return false;
        var given = Encoding.UTF8.GetBytes(mark[(end + 1)..]);
        var expected = Encoding.UTF8.GetBytes(Sign(mark[..end]));
        // First the signature: of a forged mark nothing else is believed, and nothing is told by how long the answer takes.
        if (!CryptographicOperations.FixedTimeEquals(given, expected)) return false;
        if (mark[..end].Split('.') is not [var kind, var name, var expiry] || !IsId(name)) return false;
        if (!long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return false;
        var left = seconds - (at - DateTime.UnixEpoch).TotalSeconds;
        if (left < 0 || left > MaxLife.TotalSeconds) return false;
        switch (kind)
        {
            case "canary": purpose = CallPurpose.Canary; break;
            case "probe": purpose = CallPurpose.Probe; break;
            default: return false;
        }
        id = name;
        return true;
    }

    private string Sign(string text) => Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));

    private static bool IsId(string id) => id.Length is > 0 and <= MaxIdLength && !id.AsSpan().ContainsAnyExcept(IdCharacters);
}
