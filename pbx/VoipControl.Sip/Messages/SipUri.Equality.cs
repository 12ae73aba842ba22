using System.Text;

namespace VoipControl.Sip;

/// <summary>Comparison by RFC 3261 19.1.4.</summary>
public sealed partial class SipUri
{
    // Parameters that make two URIs differ also when only one of them has it.
    private static readonly string[] s_decisive = ["user", "ttl", "method", "maddr", "transport"];

    /// <summary>
    /// Whether both name the same resource: scheme and host in any case, user and password by case, port and the parameters user, ttl, method,
    /// maddr and transport in both or in none, other parameters when both have them, headers in both. URIs of other schemes compare as text.
    /// </summary>
    public bool Equals(SipUri? other)
    {
        if (other is null)
            return false;
        if (ReferenceEquals(this, other) || Bytes.SequenceEqual(other.Bytes))
            return true;
        if (_parts.Kind != other._parts.Kind)
            return false;
        if (_parts.Kind == SipUriKind.Tel)
            return string.Equals(Digits(User), Digits(other.User), StringComparison.OrdinalIgnoreCase) && ParametersEqual(other);
        return IsSip
            && _parts.Port == other._parts.Port
            && Ascii.EqualsIgnoreCase(HostBytes, other.HostBytes)
            && string.Equals(User, other.User, StringComparison.Ordinal)
            && string.Equals(Password, other.Password, StringComparison.Ordinal)
            && ParametersEqual(other)
            && HeadersEqual(other);
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SipUri);

    /// <inheritdoc/>
    public override int GetHashCode() => IsSip
        ? HashCode.Combine(_parts.Kind, User, Host.ToUpperInvariant(), _parts.Port)
        : _parts.Kind == SipUriKind.Tel ? HashCode.Combine(_parts.Kind, Digits(User).ToUpperInvariant()) : ToString().GetHashCode(StringComparison.Ordinal);

    // RFC 3966 4: visual separators do not count.
    private static string Digits(string? number) => string.Concat((number ?? "").Where(static c => c is not ('-' or '.' or '(' or ')')));

    private bool ParametersEqual(SipUri other)
    {
        if (!_parts.Parameters.IsPresent && !other._parts.Parameters.IsPresent)
            return true;
        foreach (string name in s_decisive)
        {
            if (Parameters.Contains(name) != other.Parameters.Contains(name))
                return false;
        }

        foreach ((string name, string? value) in Parameters)
        {
            if (other.Parameters.Contains(name) && !string.Equals(value, other.Parameters[name], StringComparison.OrdinalIgnoreCase))
                return false;
        }

        return true;
    }

    private bool HeadersEqual(SipUri other)
    {
        IReadOnlyList<SipHeader> ours = GetHeaders();
        IReadOnlyList<SipHeader> theirs = other.GetHeaders();
        if (ours.Count != theirs.Count)
            return false;
        var left = new List<SipHeader>(theirs);
        foreach (SipHeader header in ours)
        {
            int index = left.FindIndex(h => string.Equals(h.Name, header.Name, StringComparison.OrdinalIgnoreCase) && h.Value == header.Value);
            if (index < 0)
                return false;
            left.RemoveAt(index);
        }

        return true;
    }
}
