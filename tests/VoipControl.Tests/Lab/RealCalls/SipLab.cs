using VoipControl.Lab;
using VoipControl.Testing;

namespace VoipControl.Tests.Lab.RealCalls;

/// <summary>A lab switch with SIP and a dialplan of the test, in a folder of its own.</summary>
internal sealed class SipLab : IAsyncDisposable
{
    public const string Password = "a telephone's password";
    private readonly DirectoryInfo _folder;

    private SipLab(DirectoryInfo folder, LabSwitch lab, LabClient client)
    {
        _folder = folder;
        Switch = lab;
        Client = client;
    }

    public LabSwitch Switch { get; }

    /// <summary>Hears all events.</summary>
    public LabClient Client { get; }

    public string Folder => _folder.FullName;

    public string CoreDatabase => Path.Combine(Folder, "core.db");

    /// <param name="dialplan">Extensions of context <c>public</c>; $1 and the like are the test's to escape.</param>
    /// <param name="change">Other options.</param>
    public static async Task<SipLab> StartAsync(string dialplan, Func<LabSwitchOptions, LabSwitchOptions>? change = null)
    {
        var folder = Directory.CreateTempSubdirectory("sip-lab-");
        File.WriteAllText(Path.Combine(folder.FullName, "freeswitch.xml"), Configuration(dialplan));
        var options = LabSwitches.Quiet() with
        {
            RecordingDirectory = Path.Combine(folder.FullName, "recordings"),
            Sip = new LabSipOptions
            {
                ConfigurationFolder = folder.FullName,
                CoreDatabase = Path.Combine(folder.FullName, "core.db"),
                ConfigurationVariables = new Dictionary<string, string> { ["password"] = Password },
            },
        };
        var lab = new LabSwitch(change?.Invoke(options) ?? options);
        await lab.StartAsync();
        return new SipLab(folder, lab, await LabClient.ConnectAsync(lab));
    }

    /// <summary>The repository's own dialplans, with callees at the given ports.</summary>
    public static Task<SipLab> StartWithRepositoryDialplanAsync(params (string Name, int Port)[] callees) => StartAsync("", options => options with
    {
        Sip = options.Sip! with
        {
            ConfigurationFolder = Path.Combine(RepositoryFolders.Root, "dialplans"),
            ConfigurationVariables = callees.ToDictionary(c => c.Name, c => c.Port.ToString(System.Globalization.CultureInfo.InvariantCulture))
                .Append(new("lab_user_password", Password)).ToDictionary(),
        },
    });

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Switch.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string Configuration(string dialplan) => $$"""
        <document type="freeswitch/xml">
          <section name="configuration">
            <configuration name="acl.conf">
              <network-lists><list name="trusted" default="deny"><node type="allow" cidr="127.0.0.1/32"/></list></network-lists>
            </configuration>
            <configuration name="sofia.conf">
              <profiles><profile name="internal"><settings>
                <param name="context" value="public"/>
                <param name="auth-calls" value="true"/>
                <param name="apply-inbound-acl" value="trusted"/>
                <param name="challenge-realm" value="lab"/>
                <param name="force-register-domain" value="lab"/>
              </settings></profile></profiles>
            </configuration>
          </section>
          <section name="directory">
            <domain name="lab"><groups><group name="lab"><users>
              <user id="1001"><params><param name="password" value="$${password}"/></params></user>
              <user id="1002"><params><param name="password" value="$${password}"/></params></user>
            </users></group></groups></domain>
          </section>
          <section name="dialplan"><context name="public">{{dialplan}}</context></section>
        </document>
        """;
}
