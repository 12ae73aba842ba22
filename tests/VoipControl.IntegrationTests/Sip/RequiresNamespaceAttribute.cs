using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace VoipControl.IntegrationTests.Sip;

/// <summary>Skips tests, with the reason, where no network namespace can be made; with CI=true they run and fail instead.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RequiresNamespaceAttribute : NUnitAttribute, IApplyToTest
{
    public void ApplyToTest(Test test)
    {
        if (test.RunState == RunState.NotRunnable || Environment.GetEnvironmentVariable("CI") is "true" or "1" || Missing() is not { } missing)
            return;
        test.RunState = RunState.Ignored;
        test.Properties.Set(PropertyNames.SkipReason, missing);
    }

    private static string? Missing()
    {
        if (Environment.UserName != "root") return "A network namespace needs root.";
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        foreach (var (program, package) in new[] { ("ip", "iproute2"), ("nft", "nftables") })
            if (!folders.Any(folder => File.Exists(Path.Combine(folder, program)))) return $"{program} is not installed; it is in Debian's package {package}.";
        return null;
    }
}
