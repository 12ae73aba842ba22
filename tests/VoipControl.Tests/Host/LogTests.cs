using System.Net.Http.Json;
using NUnit.Framework;
using VoipControl.Lab;
using VoipControl.Testing;

namespace VoipControl.Tests.Host;

/// <summary>What a process writes into its log.</summary>
public sealed class LogTests
{
    [Test]
    public async Task A_log_names_node_and_call_and_no_secret()
    {
        await using var lab = new LabSwitch(new LabSwitchOptions { Password = ConfigFile.NodePassword });
        await lab.StartAsync();
        using var file = new ConfigFile(nodePort: lab.Endpoint.Port);
        file.Settings.AddNode("wrong-password", lab.Endpoint, "hush-that-is-refused");
        await using var plane = await ControlPlaneProcess.StartAsync(file.Settings, file.Folder, "pbx");
        var call = lab.PlaceCall(new LabCallPlan { Manual = true });
        using var client = new HttpClient { BaseAddress = new Uri(plane.Url), Timeout = TimeSpan.FromSeconds(10) };
        client.DefaultRequestHeaders.Add("X-VoipControl-Secret", ControlPlaneSettings.Secret);
        await Poll.UntilAsync("the call is known and hung up", TimeSpan.FromSeconds(30), TimeProvider.System, async () =>
            (await client.PostAsJsonAsync(new Uri($"/internal/v1/calls/{call.RootUuid}/command", UriKind.Relative), new { command = "hangup" })).IsSuccessStatusCode);
        var log = "";
        await Poll.UntilAsync("the log tells of both nodes and of the command", TimeSpan.FromSeconds(30), TimeProvider.System, () =>
        {
            log = Read(plane.OutputPath);
            return log.Contains("Node fsa is connected", StringComparison.Ordinal) && log.Contains("Node wrong-password is not connected", StringComparison.Ordinal)
                && log.Contains($"Call {call.RootUuid} on node fsa: HangUpCall answered", StringComparison.Ordinal);
        });
        Assert.That(log, Does.Not.Contain("hush").And.Not.Contain(ControlPlaneSettings.Secret));
    }

    private static string Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
