using System.Globalization;

namespace VoipControl.Sip.Sdp;

/// <summary>The o line (RFC 4566 5.2). Id and version are kept as text: some senders write numbers larger than 64 bits.</summary>
public sealed record SdpOrigin(string UserName, string SessionId, string SessionVersion, string AddressType, string Address)
{
    /// <summary>The origin of a session of our own.</summary>
    public static SdpOrigin Of(ulong sessionId, ulong version, System.Net.IPAddress address) => new(
        // A name, not the "-" of RFC 4566 5.2: some readers, SIPp's regexp scenario among them, take only letters and digits.
        "ua",
        sessionId.ToString(CultureInfo.InvariantCulture),
        version.ToString(CultureInfo.InvariantCulture),
        SdpText.TypeOf(address),
        address.ToString());

    /// <summary>The same session, one version later (RFC 3264 8).</summary>
    /// <exception cref="FormatException">The version is no number.</exception>
    public SdpOrigin Next() => this with { SessionVersion = (UInt128.Parse(SessionVersion, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture) };

    /// <inheritdoc/>
    public override string ToString() => $"{UserName} {SessionId} {SessionVersion} IN {AddressType} {Address}";
}
