using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using VoipControl.Lab;

namespace VoipControl.Bench;

/// <summary>A lab switch with SIP in a process of its own, which bridges 7500 to one callee. It ends with its input.</summary>
internal sealed class LabCallsSwitch : IAsyncDisposable
{
    private readonly Process _process;

    private LabCallsSwitch(Process process, IPEndPoint sip) => (_process, Sip) = (process, sip);

    public IPEndPoint Sip { get; }

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<LabCallsSwitch> StartAsync(IPEndPoint callee)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        start.ArgumentList.Add("lab-calls-switch");
        start.ArgumentList.Add(callee.ToString());
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The lab switch did not start.");
        return new LabCallsSwitch(process, IPEndPoint.Parse(line));
    }

    /// <summary>The child's side.</summary>
    public static async Task<int> RunAsync(string callee)
    {
        var folder = Directory.CreateTempSubdirectory("voipcontrol-bench-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "freeswitch.xml"), string.Create(CultureInfo.InvariantCulture, $"""
            <document type="freeswitch/xml"><section name="dialplan"><context name="public">
              <extension name="callee"><condition field="destination_number" expression="^7500$">
                <action application="set" data="hangup_after_bridge=true"/>
                <action application="bridge" data="sofia/internal/500@{callee}"/>
              </condition></extension>
            </context></section></document>
            """));
        await using (var lab = new LabSwitch(new LabSwitchOptions
        {
            Password = LabChild.Password,
            Sip = new LabSipOptions { ConfigurationFolder = folder.FullName, CoreDatabase = Path.Combine(folder.FullName, "core.db") },
        }))
        {
            await lab.StartAsync();
            Console.WriteLine(lab.SipEndpoint);
            await Console.In.ReadLineAsync();
            foreach (var error in lab.Errors.Take(10)) await Console.Error.WriteLineAsync(error.ToString());
        }

        folder.Delete(recursive: true);
        return 0;
    }

    public static IPEndPoint FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
