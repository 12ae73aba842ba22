using System.Net;

namespace VoipControl.Testing.RealFreeSwitch;

/// <summary>Two real FreeSWITCH nodes on loopback addresses of their own, and addresses for their callers and callees.</summary>
public sealed class FreeSwitchPair : IAsyncDisposable
{
    private readonly LoopbackNet _net;

    private FreeSwitchPair(LoopbackNet net, FreeSwitchNode first, FreeSwitchNode second, LabCalleePorts callees)
    {
        _net = net;
        First = first;
        Second = second;
        Callees = callees;
    }

    /// <summary>Node "node-a".</summary>
    public FreeSwitchNode First { get; }

    /// <summary>Node "node-b".</summary>
    public FreeSwitchNode Second { get; }

    /// <summary>Both nodes.</summary>
    public IReadOnlyList<FreeSwitchNode> Nodes => [First, Second];

    /// <summary>Where both nodes send lab calls; start <see cref="LabCallees"/> there.</summary>
    public LabCalleePorts Callees { get; }

    /// <summary>An address for SIPp callers.</summary>
    public IPAddress CallerAddress => _net[4];

    /// <summary>Starts both nodes at once and waits until they take calls.</summary>
    public static async Task<FreeSwitchPair> StartAsync(
        FreeSwitchInstall install, TimeProvider time, CancellationToken cancel = default)
    {
        var net = LoopbackNet.Take();
        var callees = new LabCalleePorts(net[3]);
        var starts = new[] { ("node-a", net[1]), ("node-b", net[2]) }
            .Select(node => FreeSwitchNode.StartAsync(install, new FreeSwitchNodeSettings(node.Item1, node.Item2, callees), time, cancel))
            .ToArray();
        try
        {
            await Task.WhenAll(starts);
        }
        catch
        {
            foreach (var start in starts.Where(start => start.IsCompletedSuccessfully))
                await (await start).DisposeAsync();
            net.Dispose();
            throw;
        }

        return new FreeSwitchPair(net, await starts[0], await starts[1], callees);
    }

    /// <summary>Kills both nodes and deletes their files.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
            await node.DisposeAsync();
        _net.Dispose();
    }
}
