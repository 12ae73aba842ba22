using VoipControl.Lab.Configuration;
using VoipControl.Testing;

namespace VoipControl.Tests.Lab;

/// <summary>A folder of configuration files in the temporary folder; deleted when disposed.</summary>
internal sealed class ConfigurationFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("voipcontrol-lab-").FullName;

    /// <summary>Folders on the way are made.</summary>
    public ConfigurationFolder With(string name, string text)
    {
        var file = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return this;
    }

    public SwitchConfiguration Load() => SwitchConfiguration.Load(Path);

    public SwitchConfiguration Load(ConfigurationLimits limits) => SwitchConfiguration.Load(Path, null, "freeswitch.xml", limits);

    /// <summary>The repository's configuration with the values of node.xml.example.</summary>
    public static SwitchConfiguration Repository()
    {
        using var folder = new ConfigurationFolder();
        var source = RepositoryFolders.Dialplans;
        foreach (var file in Directory.EnumerateFiles(source, "*.xml", SearchOption.AllDirectories))
            folder.With(System.IO.Path.GetRelativePath(source, file), File.ReadAllText(file));
        folder.With("node.xml", File.ReadAllText(System.IO.Path.Combine(source, "node.xml.example")));
        return folder.Load();
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
