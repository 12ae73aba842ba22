using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using VoipControl.Testing.RealFreeSwitch;

namespace VoipControl.IntegrationTests.RealFreeSwitch;

/// <summary>Puts tests into the category RealFreeSwitch and skips them, with the reason, where no FreeSWITCH is installed.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RequiresFreeSwitchAttribute : NUnitAttribute, IApplyToTest
{
    public const string Category = "RealFreeSwitch";

    public void ApplyToTest(Test test)
    {
        test.Properties.Add(PropertyNames.Category, Category);
        if (test.RunState == RunState.NotRunnable || FreeSwitchInstall.Find(out var missing) is not null)
            return;
        test.RunState = RunState.Ignored;
        test.Properties.Set(PropertyNames.SkipReason, missing);
    }
}
