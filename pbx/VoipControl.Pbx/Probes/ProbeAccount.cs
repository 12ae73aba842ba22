namespace VoipControl.Pbx.Probes;

/// <summary>A SIP account. Its text never shows the password.</summary>
/// <param name="User">User part of its address, and the name for digest authentication.</param>
/// <param name="Password">Its password; empty where calls need none.</param>
/// <param name="Domain">Domain of its address.</param>
public sealed record ProbeAccount(string User, string Password, string Domain)
{
    /// <summary>Reads "user:password@domain" or "user@domain". The password may contain ':' and '@', the user and the domain not.</summary>
    /// <returns>Null when it is no account.</returns>
    public static ProbeAccount? TryParse(string text)
    {
        var at = text.LastIndexOf('@');
        if (at <= 0 || text.Length > 1024) return null;
        var (name, domain) = (text[..at], text[(at + 1)..]);
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var account = colon < 0 ? new ProbeAccount(name, "", domain) : new ProbeAccount(name[..colon], name[(colon + 1)..], domain);
        return IsUser(account.User) && IsDomain(account.Domain) && !account.Password.Any(char.IsControl) ? account : null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{User}@{Domain}";

    private static bool IsUser(string user) => user.Length is > 0 and <= 128 && user.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '+' or '*' or '#');

    private static bool IsDomain(string domain) => domain.Length is > 0 and <= 253 && domain.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or ':' or '[' or ']');
}
