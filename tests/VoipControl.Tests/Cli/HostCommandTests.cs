using System.Text.Json;
using NUnit.Framework;
using VoipControl.Host;
using VoipControl.Host.Cli;

namespace VoipControl.Tests.Cli;

[TestFixture]
internal sealed class HostCommandTests
{
    private static Task<CliRun> WithAsync(HostCalls host, params string[] args) => CliRun.OfAsync(e => e with { Host = host }, args);

    [Test]
    public async Task Run_hands_roles_and_file_to_the_host_and_its_exit_code_back()
    {
        (string, string?) asked = default;
        var host = CliRun.NoHost with
        {
            Run = (roles, file, _) =>
            {
                asked = (roles, file);
                return Task.FromResult(1);
            },
        };
        var run = await WithAsync(host, "run", "--role", "web,pbx", "--config", "a.json");
        Assert.That((run.Code, asked), Is.EqualTo((1, ("web,pbx", "a.json"))));
    }

    [Test]
    public async Task Run_that_crashes_ends_with_1() =>
        Assert.That((await WithAsync(CliRun.NoHost with { Run = static (_, _, _) => throw new InvalidOperationException("a loop fell over") }, "run")).Code, Is.EqualTo(1));

    [Test]
    public async Task Run_that_is_asked_to_stop_while_it_starts_ends_with_0()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var host = CliRun.NoHost with { Run = static (_, _, cancellation) => Task.FromCanceled<int>(cancellation) };
        Assert.That((await CliRun.OfAsync(e => e with { Host = host }, ["run"], stop.Token)).Code, Is.Zero);
    }

    [TestCase("run")]
    [TestCase("migrate")]
    [TestCase("check-config")]
    [TestCase("token list")]
    [TestCase("journal inspect")]
    public async Task A_wrong_configuration_ends_with_78_and_names_every_fault(string line)
    {
        static ConfigurationException Wrong() => new(["Pbx:Secret must have at least 16 characters", "Urls is empty"]);
        var host = CliRun.NoHost with { Run = static (_, _, _) => throw Wrong(), Migrate = static (_, _) => throw Wrong(), CheckConfig = static (_, _) => throw Wrong(), Load = static _ => throw Wrong() };
        var run = await WithAsync(host, line.Split(' '));
        Assert.Multiple(() =>
        {
            Assert.That(run.Code, Is.EqualTo(78));
            Assert.That(run.Error, Does.Contain("Pbx:Secret must have").And.Contain("Urls is empty").And.Contain("voipcontrol check-config"));
        });
    }

    [TestCase("check-config --role nonsense")]
    [TestCase("check-config --config /nowhere/voipcontrol.json")]
    [TestCase("run --role nonsense")]
    public async Task The_real_host_refuses_a_wrong_configuration_with_78(string line) =>
        Assert.That((await WithAsync(HostCalls.Real, line.Split(' '))).Code, Is.EqualTo(78));

    [Test]
    public async Task A_good_configuration_is_said_to_be_good()
    {
        var run = await WithAsync(CliRun.NoHost with { CheckConfig = static (_, _) => 0 }, "check-config", "--role", "pbx");
        Assert.That((run.Code, run.Output), Is.EqualTo((0, "The configuration is good for role pbx." + Environment.NewLine)));
    }

    [Test]
    public async Task Roles_are_listed_as_json()
    {
        using var document = JsonDocument.Parse((await CliRun.OfAsync("roles", "--json")).Output);
        Assert.That(document.RootElement.GetProperty("items").EnumerateArray().Select(static r => r.GetProperty("name").GetString()), Is.EqualTo(Role.All.Select(static r => r.Name)));
    }

    [Test]
    public async Task Tokens_without_a_database_in_the_configuration_end_with_78() =>
        Assert.That((await CliRun.OfAsync("token", "create", "me")).Code, Is.EqualTo(78));

    [Test]
    public async Task The_lab_says_where_it_listens_and_ends_with_0_when_stopped()
    {
        using var stop = new CancellationTokenSource();
        var output = new StopAtFirstLine(stop);
        var run = await CliRun.OfAsync(e => e with { Output = output }, ["lab", "--name", "b", "--password", "secret", "--listen", "127.0.0.1:0"], stop.Token);
        Assert.Multiple(() =>
        {
            Assert.That(run.Code, Is.Zero, run.Error);
            Assert.That(output.ToString(), Does.Match(@"^lab switch b listens on 127\.0\.0\.1:[1-9]\d*\s*$"));
        });
    }

    private sealed class StopAtFirstLine(CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            stop.Cancel();
        }
    }
}
