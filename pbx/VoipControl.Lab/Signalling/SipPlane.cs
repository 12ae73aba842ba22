using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using VoipControl.Lab.Calls;
using VoipControl.Lab.Configuration;
using VoipControl.Lab.Recovery;
using VoipControl.Lab.XmlCurl;
using VoipControl.Sip;
using VoipControl.Sip.Rtp;

namespace VoipControl.Lab.Signalling;

/// <summary>
/// The SIP and RTP of one life of the switch: its endpoint, its media, its configuration, and all that acts on real legs.
/// Lock order: the switch's gate first; the endpoint and the media know nothing of the gate and may be called holding it.
/// </summary>
internal sealed class SipPlane : IAsyncDisposable
{
    private const int MaxComplaints = 1000;
    private readonly LabSipOptions _options;
    private readonly ConcurrentQueue<Exception> _errors;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentDictionary<LegMedia, Task> _closing = new();
    private readonly IReadOnlyDictionary<string, string> _profile;
    private readonly Random _random;
    private readonly RtpPorts _ports;
    private int _ended;

    /// <exception cref="ConfigurationException">The configuration cannot be used.</exception>
    public SipPlane(SwitchLife life, LabSipOptions options, Random random, ConcurrentQueue<Exception> errors)
    {
        Life = life;
        _options = options;
        _errors = errors;
        _random = random;
        var core = life.Core;
        var files = LoadConfiguration(core.Options);
        var bindings = XmlCurlBinding.From(files).ToList();
        if (options.XmlCurl is { } url)
            bindings.Insert(0, new XmlCurlBinding { Url = url, Sections = "dialplan|directory" });
        Xml = new XmlSource(core.Options.Switchname, files, bindings, core.Time);
        _profile = files.SofiaProfile(options.Profile) ?? new Dictionary<string, string>();
        Clock = new MediaClock(core.Time, Fault);
        _ports = new RtpPorts(
            options.Address, options.FirstRtpPort == 0 ? RtpPortRange.Any : new RtpPortRange(options.FirstRtpPort, options.LastRtpPort),
            new Random(random.Next()), core.Time, Fault);
        Registrar = new Registrar(this);
        Gateways = new Gateways(this, options, files);
        Destinations = new Destinations(this);
        Legs = new SipLegs(life, this);
        Applications = new Applications(life);
        Transfers = new SipTransfers(life);
        Broadcasts = new Broadcasts(life);
        Routes = new LegRoutes(life, this);
        Guard = new CallGuard(this, files, _profile);
    }

    public SwitchLife Life { get; }
    public XmlSource Xml { get; }
    public MediaClock Clock { get; }
    public Registrar Registrar { get; }
    public Gateways Gateways { get; }
    public Destinations Destinations { get; }
    public SipLegs Legs { get; }
    public Applications Applications { get; }
    public SipTransfers Transfers { get; }
    public Broadcasts Broadcasts { get; }
    public LegRoutes Routes { get; }
    public CallGuard Guard { get; }
    public SipEndpoint Endpoint { get; private set; } = null!;

    /// <summary>The core database; null = none was given.</summary>
    public CoreDatabase? Database { get; private set; }

    /// <summary>Rows of answered legs; null = no core database was given.</summary>
    public RecoveryKeeper? Recovery { get; private set; }

    /// <summary>Name of the SIP profile.</summary>
    public string Profile => _options.Profile;

    /// <summary>Context of callers that no user of the directory stands behind.</summary>
    public string Context => Setting("context") ?? "public";

    /// <summary>Where SIP is received, as telephones are told.</summary>
    public IPEndPoint Local => Endpoint.LocalEndpoint;

    /// <summary>What a real switch would write to its log, the newest last; at most 1000.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public string? Setting(string name) => _profile.GetValueOrDefault(name);

    /// <summary>Listens. The port of the options; 0 = any.</summary>
    /// <exception cref="SocketException">The port is taken or the address is not local.</exception>
    /// <exception cref="CoreDatabaseException">The core database cannot be opened.</exception>
    public async Task StartAsync(int port)
    {
        var core = Life.Core;
        if (_options.CoreDatabase is { } path)
        {
            Database = CoreDatabase.Open(path, core.CoreId, core.Options.Switchname, core.Time);
            Recovery = new RecoveryKeeper(Life, this, Database);
        }
        Endpoint = new SipEndpoint(
            new SipEndpointOptions
            {
                Listen = new IPEndPoint(_options.Address, port),
                UserAgent = Setting("user-agent-string") is { Length: > 0 } agent ? agent : LabVersion.Banner,
                MaxCalls = core.Options.MaxSessions,
            },
            new SipArrivals(this), core.Time);
        await Endpoint.StartAsync().ConfigureAwait(false);
        Registrar.Start();
        Gateways.Start();
    }

    /// <summary>Media for a new leg; null when no port is free.</summary>
    public LegMedia? OpenMedia()
    {
        try
        {
            return new LegMedia(_ports.Open(), Clock, Life.Core.Time, _random);
        }
        catch (SocketException e)
        {
            Complain($"no RTP port is free on {_options.Address}: {e.Message}");
            return null;
        }
    }

    /// <summary>The switch has died: what its legs held is closed and nobody is told.</summary>
    public void Drop(IEnumerable<Channels.Channel> channels)
    {
        foreach (var channel in channels)
            channel.Sip?.Dispose();
    }

    /// <summary>Closes the media of a leg; its port is free soon after.</summary>
    public void Release(LegMedia media)
    {
        var closing = Task.Run(async () =>
        {
            await media.DisposeAsync().ConfigureAwait(false);
            _closing.TryRemove(media, out _);
        });
        if (!closing.IsCompleted)
            _closing[media] = closing;
        if (closing.IsCompleted)
            _closing.TryRemove(media, out _);
    }

    /// <summary>The value of <c>$${name}</c> that <c>${name}</c> falls back to.</summary>
    public string? GlobalVariable(string name) => Xml.Files.Variables.GetValueOrDefault(name) ?? name switch
    {
        "hostname" => Life.Core.Options.Name,
        "switchname" => Life.Core.Options.Switchname,
        "local_ip_v4" => _options.Address.ToString(),
        "recordings_dir" => Life.Core.Options.RecordingDirectory,
        "core_uuid" => Life.Core.CoreId,
        _ => null,
    };

    /// <summary>The API commands that dialplans ask; others give nothing.</summary>
    public string? Api(string name, string arguments)
    {
        lock (Life.Core.Gate)
        {
            return name.ToLowerInvariant() switch
            {
                "sofia_contact" => Destinations.Contact(arguments[(arguments.IndexOf('/', StringComparison.Ordinal) + 1)..].Split('@')[0]),
                "create_uuid" => Life.Core.NewUuid(),
                "global_getvar" => GlobalVariable(arguments),
                "uuid_exists" => Life.Core.Find(arguments) is null ? "false" : "true",
                _ => null,
            };
        }
    }

    /// <summary>Whether the files know a user of that name in any domain.</summary>
    public bool KnowsUser(string name) => _options.XmlCurl is not null
        || (Xml.Files.Section("directory")?.Elements("domain") ?? [])
            .Any(domain => Users.UserDirectory.Find(domain, name, domain.Attribute("name")?.Value ?? "") is not null);

    /// <summary><c>reloadxml</c>: the files are read again. What cannot be read leaves the old ones in force.</summary>
    public string Reload()
    {
        try
        {
            Xml.Files = LoadConfiguration(Life.Core.Options);
            return "+OK [Success]\n";
        }
        catch (ConfigurationException e)
        {
            return $"-ERR [{e.Message.ReplaceLineEndings(" ")}]\n";
        }
    }

    /// <summary>Keeps an address registered with a trunk's registrar.</summary>
    public SipRegistration Register(SipUri address, SipCredentials credentials)
    {
        var registration = new SipRegistration(Endpoint, new SipRegistrationOptions
        {
            Registrar = new SipUri(null, address.Host, address.Port),
            AddressOfRecord = address,
            Credentials = credentials,
        });
        registration.Start();
        return registration;
    }

    /// <summary>Something of the outside that a real switch would write to its log.</summary>
    public void Complain(string text)
    {
        _complaints.Enqueue(text);
        while (_complaints.Count > MaxComplaints && _complaints.TryDequeue(out _))
        {
            // The oldest go.
        }
    }

    /// <summary>A fault of the lab switch itself.</summary>
    public void Fault(Exception error) => _errors.Enqueue(error);

    /// <summary>Ends as a killed process does: nobody is told, rows stay.</summary>
    public async Task DieAsync()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return;
        Gateways.Stop();
        if (Endpoint is not null)
            await Endpoint.AbandonAsync().ConfigureAwait(false);
        if (Database is { } database)
            await database.AbandonAsync().ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
    }

    /// <summary>Says BYE to every call and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return;
        Gateways.Stop();
        if (Endpoint is not null)
            await Endpoint.DisposeAsync().ConfigureAwait(false);
        if (Database is { } database)
            await database.DisposeAsync().ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
    }

    private async Task CloseAsync()
    {
        await Task.WhenAll(_closing.Values).ConfigureAwait(false);
        _ports.Dispose();
        Clock.Dispose();
        Xml.Dispose();
    }

    private SwitchConfiguration LoadConfiguration(LabSwitchOptions switchOptions)
    {
        if (_options.ConfigurationFolder is not { } folder)
            return SwitchConfiguration.Empty;
        return SwitchConfiguration.Load(folder, LabDefaults.Variables(switchOptions));
    }
}
