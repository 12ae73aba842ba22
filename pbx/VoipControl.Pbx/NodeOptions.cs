namespace VoipControl.Pbx;

/// <summary>One switch.</summary>
public sealed class NodeOptions
{
    /// <summary>Its name in VoipControl, unique, 1 to 64 characters.</summary>
    public string Name { get; set; } = "";

    /// <summary>Host of its event socket.</summary>
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>Port of its event socket.</summary>
    public int Port { get; set; } = 8021;

    /// <summary>Password of its event socket.</summary>
    public string Password { get; set; } = "";

    /// <summary>
    /// Folder in which the switch leaves its record files (mod_json_cdr), when it is on this host. Empty: ends that were
    /// missed are inferred. A file is deleted once its leg's end is durable here.
    /// </summary>
    public string CdrDirectory { get; set; } = "";

    /// <summary>Folder on the switch's host for recordings that are started by command. Empty: the switch's recordings_dir.</summary>
    public string RecordingsDirectory { get; set; } = "";
}
