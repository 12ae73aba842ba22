namespace VoipControl.Testing.RealFreeSwitch;

/// <summary>
/// A FreeSWITCH on this machine, named by the environment variable VOIPCONTROL_FREESWITCH: the install prefix, the folder
/// that holds bin/freeswitch, bin/fs_cli and lib/freeswitch/mod.
/// </summary>
public sealed class FreeSwitchInstall
{
    /// <summary>The environment variable that names the install prefix.</summary>
    public const string Variable = "VOIPCONTROL_FREESWITCH";

    private FreeSwitchInstall(string prefix)
    {
        Server = Path.Combine(prefix, "bin", "freeswitch");
        Cli = Path.Combine(prefix, "bin", "fs_cli");
        Modules = Path.Combine(prefix, "lib", "freeswitch", "mod");
    }

    /// <summary>The server's executable.</summary>
    public string Server { get; }

    /// <summary>FreeSWITCH's own command line client.</summary>
    public string Cli { get; }

    /// <summary>The folder of loadable modules.</summary>
    public string Modules { get; }

    /// <summary>Finds the install, or says in <paramref name="missing"/> why there is none to test with.</summary>
    public static FreeSwitchInstall? Find(out string missing)
    {
        var prefix = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(prefix))
        {
            missing = $"{Variable} is not set: it names the prefix of an installed FreeSWITCH 1.10.";
            return null;
        }

        var install = new FreeSwitchInstall(prefix);
        missing = File.Exists(install.Server) ? "" : $"{Variable} is set, but there is no {install.Server}.";
        return missing.Length == 0 ? install : null;
    }

    /// <summary>The install; throws where <see cref="Find"/> finds none.</summary>
    public static FreeSwitchInstall Require() => Find(out var missing) ?? throw new InvalidOperationException(missing);
}
