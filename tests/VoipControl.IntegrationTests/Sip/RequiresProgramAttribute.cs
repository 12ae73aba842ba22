using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace VoipControl.IntegrationTests.Sip;

/// <summary>Skips tests, with the reason, where a program is not installed; with CI=true they run and fail instead.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RequiresProgramAttribute(string program, string package) : NUnitAttribute, IApplyToTest
{
    public string Program => program;

    public string Package => package;

    public void ApplyToTest(Test test)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        if (test.RunState == RunState.NotRunnable || folders.Any(folder => File.Exists(Path.Combine(folder, program))))
            return;
        if (Environment.GetEnvironmentVariable("CI") is "true" or "1")
            return;
        test.RunState = RunState.Ignored;
        test.Properties.Set(PropertyNames.SkipReason, $"{program} is not installed; it is in Debian's package {package}.");
    }
}
