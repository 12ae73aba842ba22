using System.Globalization;
using System.Net;

namespace VoipControl.Testing;

/// <summary>
/// A network namespace of the test's own, joined to the test's by a veth pair, so that a firewall rule or a cut link
/// meets this test alone. It goes, with its interfaces and rules, when it is disposed. Needs root and the programs
/// ip and nft.
/// </summary>
public sealed class NetworkNamespace : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private NetworkNamespace(int number)
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"vctest{number}");
        // 198.18.0.0/15 is set apart for tests of networks (RFC 2544); a /30 of it for each namespace.
        var (third, last) = ((byte)(number >> 6), (byte)((number & 63) << 2));
        Outside = new IPAddress([198, 18, third, (byte)(last + 1)]);
        Inside = new IPAddress([198, 18, third, (byte)(last + 2)]);
    }

    /// <summary>Its name, as <c>ip netns</c> knows it.</summary>
    public string Name { get; }

    /// <summary>The test's own address on the link.</summary>
    public IPAddress Outside { get; }

    /// <summary>The address of what runs in the namespace.</summary>
    public IPAddress Inside { get; }

    /// <summary>Makes a namespace that no other test run on this machine uses.</summary>
    public static async Task<NetworkNamespace> CreateAsync()
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var made = new NetworkNamespace((Environment.ProcessId * 7 + attempt) & 0x3fff);
            if (await CallAsync("ip", ["netns", "add", made.Name]) is not null)
                continue;
            try
            {
                await made.JoinAsync();
                return made;
            }
            catch
            {
                await made.DisposeAsync();
                throw;
            }
        }

        throw new InvalidOperationException("A hundred namespaces could not be made; is this root, and is the program ip there?");
    }

    /// <summary>What starts a program in the namespace, under its own process id.</summary>
    public (string Program, IReadOnlyList<string> Arguments) Command(string program, IEnumerable<string> arguments) =>
        ("ip", ["netns", "exec", Name, program, .. arguments]);

    /// <summary>Lets no UDP datagram out of the namespace that goes to one of these ports of the test's side.</summary>
    public Task DropUdpToOutsideAsync(int firstPort, int lastPort) =>
        RuleAsync("output", string.Create(CultureInfo.InvariantCulture, $"ip daddr {Outside} udp dport {firstPort}-{lastPort} drop"));

    /// <summary>Lets no UDP datagram into the namespace that comes from one of these ports of the test's side.</summary>
    public Task DropUdpFromOutsideAsync(int firstPort, int lastPort) =>
        RuleAsync("input", string.Create(CultureInfo.InvariantCulture, $"ip saddr {Outside} udp sport {firstPort}-{lastPort} drop"));

    /// <summary>Gives the namespace a further address, reached from outside only once <see cref="RouteAsync"/> leads there.</summary>
    public Task AddAddressAsync(IPAddress address) => InsideAsync("ip", "address", "add", $"{address}/32", "dev", "lo");

    /// <summary>Has the test's datagrams to an address go into this namespace, wherever they went before.</summary>
    public Task RouteAsync(IPAddress address) => MustAsync("ip", ["route", "replace", $"{address}/32", "via", Inside.ToString()]);

    /// <summary>Takes all rules away again.</summary>
    public Task HealAsync() => InsideAsync("nft", "flush", "ruleset");

    /// <summary>Deletes the namespace; the kernel deletes its interfaces and rules with it.</summary>
    public async ValueTask DisposeAsync()
    {
        await CallAsync("ip", ["link", "del", Link]);
        await CallAsync("ip", ["netns", "del", Name]);
    }

    // An interface's name is limited to 15 bytes.
    private string Link => Name + "o";

    private async Task JoinAsync()
    {
        await MustAsync("ip", ["link", "add", Link, "type", "veth", "peer", "name", "eth0", "netns", Name]);
        await MustAsync("ip", ["address", "add", $"{Outside}/30", "dev", Link]);
        await MustAsync("ip", ["link", "set", Link, "up"]);
        await InsideAsync("ip", "address", "add", $"{Inside}/30", "dev", "eth0");
        await InsideAsync("ip", "link", "set", "eth0", "up");
        await InsideAsync("ip", "link", "set", "lo", "up");
    }

    private async Task RuleAsync(string hook, string rule)
    {
        await InsideAsync("nft", "add", "table", "ip", "cut");
        await InsideAsync("nft", "add", "chain", "ip", "cut", hook, $"{{ type filter hook {hook} priority 0 ; }}");
        await InsideAsync("nft", ["add", "rule", "ip", "cut", hook, .. rule.Split(' ')]);
    }

    private Task InsideAsync(string program, params string[] arguments) => MustAsync("ip", ["netns", "exec", Name, program, .. arguments]);

    private static async Task MustAsync(string program, IReadOnlyList<string> arguments)
    {
        if (await CallAsync(program, arguments) is { } failure)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {failure}");
    }

    /// <returns>What the program said when it failed; null when it did not.</returns>
    private static async Task<string?> CallAsync(string program, IReadOnlyList<string> arguments)
    {
        var output = Path.GetTempFileName();
        try
        {
            using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
            int code;
            await using (var child = ChildProcess.Start(program, arguments, output))
                code = await child.WaitAsync(limit.Token);
            return code == 0 ? null : $"exit code {code}: {await File.ReadAllTextAsync(output, CancellationToken.None)}";
        }
        finally
        {
            File.Delete(output);
        }
    }
}
