namespace VoipControl.Host;

/// <summary>Something in the configuration is wrong; each fault names its key.</summary>
internal sealed class ConfigurationException(IReadOnlyList<string> faults)
    : Exception("The configuration is not usable:" + string.Concat(faults.Select(static f => "\n  " + f)))
{
    public IReadOnlyList<string> Faults => faults;
}
