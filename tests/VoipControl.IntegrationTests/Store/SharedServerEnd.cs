using NUnit.Framework;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests;

/// <summary>
/// Ends the shared server after the last test. The end of the process would be too late: the test host gives it a tenth
/// of a second, in which the server is killed but its folder not deleted.
/// </summary>
[SetUpFixture]
public sealed class SharedServerEnd
{
    [OneTimeTearDown]
    public Task End() => MariaDbServer.EndSharedAsync();
}
