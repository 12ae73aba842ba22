namespace VoipControl.Testing;

/// <summary>Finds the folders of this repository that tests read, from the folder of the running test assembly.</summary>
public static class RepositoryFolders
{
    /// <summary>The FreeSWITCH configuration.</summary>
    public static string Dialplans => Path.Combine(Root, "dialplans");

    /// <summary>The SIPp scenarios.</summary>
    public static string Scenarios => Path.Combine(Root, "tests", "scenarios");

    /// <summary>The top of the repository.</summary>
    public static string Root
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
                if (File.Exists(Path.Combine(folder.FullName, "VoipControl.sln")))
                    return folder.FullName;
            throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds VoipControl.sln.");
        }
    }
}
