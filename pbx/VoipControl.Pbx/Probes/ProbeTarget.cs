using System.Globalization;
using VoipControl.Sip;

namespace VoipControl.Pbx.Probes;

/// <summary>
/// An address to call, with counters in braces: "{n}" is the call's number from 1, "{nn}" the same with two digits
/// that begin again after 99, "{nnn}" with three, and so on up to nine.
/// </summary>
public sealed class ProbeTarget
{
    private const int MostDigits = 9;

    private readonly string _template;

    private ProbeTarget(string template) => _template = template;

    /// <summary>Reads a SIP address such as "sip:71{nn}@192.0.2.10:5060".</summary>
    /// <param name="text">What was given.</param>
    /// <param name="target">The address; null when it is none.</param>
    /// <param name="fault">What is wrong with it; empty when it is good.</param>
    public static bool TryParse(string text, out ProbeTarget? target, out string fault)
    {
        target = null;
        if (text.Length > 1024)
        {
            fault = "an address of more than 1024 characters";
            return false;
        }
        var candidate = new ProbeTarget(text);
        if (!SipUri.TryParse(candidate.Text(1), out var uri) || uri.Scheme is not "sip")
        {
            fault = $"'{text}' is not an address such as sip:7101@192.0.2.10:5060 or sip:71{{nn}}@192.0.2.10";
            return false;
        }
        if (uri.Transport is { } transport && !transport.Equals("udp", StringComparison.OrdinalIgnoreCase))
        {
            fault = $"'{text}' asks for transport {transport}; probe calls go over UDP, so leave the parameter out";
            return false;
        }
        if (uri.HeaderText is not null)
        {
            fault = $"'{text}' has headers behind the '?', which no request line may have; give them with --header";
            return false;
        }
        (target, fault) = (candidate, "");
        return true;
    }

    /// <summary>Whether this call has an address: a counter may stand where it makes none, such as "506{n}" for a port.</summary>
    /// <param name="number">The call's number, from 1.</param>
    /// <param name="text">What was to be the address.</param>
    public bool Has(int number, out string text) => SipUri.TryParse(text = Text(number), out _);

    /// <summary>The address of one call.</summary>
    /// <param name="number">The call's number, from 1.</param>
    public SipUri Of(int number) => SipUri.Parse(Text(number));

    /// <inheritdoc/>
    public override string ToString() => _template;

    private string Text(int number)
    {
        var text = _template.Replace("{n}", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        long modulus = 10;
        for (var digits = 2; digits <= MostDigits; digits++)
        {
            modulus *= 10;
            var counter = (number % modulus).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
            text = text.Replace($"{{{new string('n', digits)}}}", counter, StringComparison.Ordinal);
        }
        return text;
    }
}
