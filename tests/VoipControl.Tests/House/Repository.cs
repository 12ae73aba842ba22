using System.Diagnostics;
using NUnit.Framework;

namespace VoipControl.Tests.House;

/// <summary>The working tree these tests were built from.</summary>
internal static class Repository
{
    // Built, fetched, or somebody's own; .git is a file in a linked working tree.
    private static readonly string[] NotTracked = ["bin", "obj", "node_modules", ".git", ".vs", ".idea", ".env", "TestResults", "artifacts"];

    public static string Root { get; } = FindRoot();

    public static string At(string path) => Path.Combine(Root, path);

    public static string Read(string path) => File.ReadAllText(At(path));

    /// <summary>Every file that is not built or fetched, as a path from the root with forward slashes.</summary>
    public static IEnumerable<string> Files() => FilesOf(Root).Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'));

    /// <summary>Runs a command at the root with nothing but PATH and the given variables in its environment.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string command, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        // So that ./test finds it, should it stay.
        start.Environment["VOIPCONTROL_TEST_RUN"] = Environment.GetEnvironmentVariable("VOIPCONTROL_TEST_RUN") ?? "";
        foreach (var (name, value) in environment) start.Environment[name] = value;

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start");
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, output + await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Skips the test where a command is missing; on a build server (CI=true) that is a failure.</summary>
    public static void Require(string command)
    {
        var paths = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (Array.Exists(paths, path => File.Exists(Path.Combine(path, command)))) return;
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail($"{command} is missing; ./test installs it");
        Assert.Ignore($"{command} is missing; ./test installs it");
    }

    private static IEnumerable<string> FilesOf(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder).Where(static file => !NotTracked.Contains(Path.GetFileName(file)))) yield return file;
        foreach (var inner in Directory.EnumerateDirectories(folder))
        {
            if (NotTracked.Contains(Path.GetFileName(inner))) continue;
            foreach (var file in FilesOf(inner)) yield return file;
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "VoipControl.sln"))) return folder.FullName;
        }
        throw new InvalidOperationException($"no VoipControl.sln above {AppContext.BaseDirectory}");
    }
}
