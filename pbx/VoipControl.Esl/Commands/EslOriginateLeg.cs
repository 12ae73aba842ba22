using System.Buffers;
using System.Globalization;

namespace VoipControl.Esl;

/// <summary>One destination of an originate: an endpoint such as <c>user/1000</c>, <c>sofia/gateway/gsm1/+99655512345</c> or
/// <c>loopback/9196/public</c>, and variables of this leg alone.</summary>
public sealed class EslOriginateLeg
{
    private static readonly SearchValues<char> s_allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.+/@:;=~*#%&!?");

    /// <summary>Checks the endpoint; variables are checked when the command is built.</summary>
    /// <exception cref="EslArgumentException">The endpoint has a character that means something to the parser of dial strings.</exception>
    public EslOriginateLeg(string endpoint, IReadOnlyDictionary<string, string>? variables = null)
    {
        EslText.CheckLine("endpoint", endpoint, 512);
        int at = endpoint.AsSpan().IndexOfAnyExcept(s_allowed);
        if (at >= 0)
            throw new EslArgumentException("endpoint", string.Create(CultureInfo.InvariantCulture, $"position {at} has a character that no dial string may contain"));
        int slash = endpoint.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0)
            throw new EslArgumentException("endpoint", "must be a type, a slash and an address, like user/1000");
        if (endpoint.Contains(":_:", StringComparison.Ordinal))
            throw new EslArgumentException("endpoint", "must not contain ':_:'");
        Endpoint = endpoint;
        Variables = variables ?? new Dictionary<string, string>();
    }

    /// <summary>The endpoint as given.</summary>
    public string Endpoint { get; }

    /// <summary>Variables of this leg, in square brackets.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; }
}
