namespace VoipControl.Lab.Configuration;

/// <summary>A configuration document that cannot be read. The message names the file, the line and what is wrong there.</summary>
public sealed class ConfigurationException : Exception
{
    public ConfigurationException(string message) : base(message) { }

    public ConfigurationException(string message, Exception inner) : base(message, inner) { }
}
