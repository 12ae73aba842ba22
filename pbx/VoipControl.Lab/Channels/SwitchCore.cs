using System.Globalization;

namespace VoipControl.Lab.Channels;

/// <summary>
/// The state of one life of the switch: its clock, its channels and its event sequence. Everything that changes a
/// channel or fires an event does so holding <see cref="Gate"/>, so events leave in the order of their sequence.
/// </summary>
internal sealed class SwitchCore
{
    private readonly OrderedDictionary<string, Channel> _channels = new(StringComparer.Ordinal);
    private readonly Action<OutgoingEvent> _deliver;
    private readonly Random _random;
    private readonly long _startedMicros;
    private long _lastMicros;
    private long _sequence;
    private long _second;
    private string _local = "";
    private string _gmt = "";

    public SwitchCore(LabSwitchOptions options, TimeProvider time, Random random, CallLedger ledger, Action<OutgoingEvent> deliver)
    {
        Options = options;
        Time = time;
        _random = random;
        _deliver = deliver;
        Ledger = ledger;
        CoreId = NewUuid();
        _startedMicros = NowMicros();
    }

    public Lock Gate { get; } = new();
    public LabSwitchOptions Options { get; }
    public TimeProvider Time { get; }
    public CallLedger Ledger { get; }
    public string CoreId { get; }
    public VariableBlocks Blocks { get; } = VariableBlocks.Load();
    public IReadOnlyDictionary<string, Channel> Channels => _channels;
    public long SessionsSinceStart { get; private set; }
    public int PeakSessions { get; private set; }
    public bool PausedInbound { get; set; }
    public bool PausedOutbound { get; set; }

    /// <summary>Address of the switch in SIP headers and variables.</summary>
    public string SipAddress => Options.Sip?.Address.ToString() ?? Options.SipAddress;

    /// <summary>Name of the SIP profile.</summary>
    public string Profile => Options.Sip?.Profile ?? "internal";

    /// <summary>Set once this life is over; whatever still runs must stop.</summary>
    public bool Dead { get; private set; }

    /// <summary>Legs of a flood: they have no <see cref="Channel"/>, yet lists name them while they are up.</summary>
    public Func<IEnumerable<FloodLeg>>? FloodLegs { get; set; }

    /// <summary>Events are made but not sent: used for what happened before a story begins.</summary>
    public bool Muted { get; set; }

    public long UptimeMicros => NowMicros() - _startedMicros;

    public long LastSequence => _sequence;

    /// <summary>Microseconds since 1970, never the same twice, so that an order can be read from times too.</summary>
    public long NowMicros() =>
        _lastMicros = Math.Max(_lastMicros + 1, (Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

    public string NewUuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        bytes[7] = (byte)((bytes[7] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes).ToString();
    }

    public string NewHex(int length) => string.Create(length, _random, static (span, random) =>
    {
        for (var i = 0; i < span.Length; i++)
            span[i] = "0123456789abcdef"[random.Next(16)];
    });

    public int Next(int below) => _random.Next(below);

    public double NextDouble() => _random.NextDouble();

    /// <summary>Counts events that a real switch fires and this one does not, so that sequences have the usual gaps.</summary>
    public void SkipSequence(int events = 1) => _sequence += events;

    public long TakeSequence(int events)
    {
        var first = _sequence + 1;
        _sequence += events;
        return first;
    }

    /// <summary>Counts sessions that have no <see cref="Channel"/>; gives the number of the first.</summary>
    public long TakeSessions(int sessions)
    {
        var first = SessionsSinceStart + 1;
        SessionsSinceStart += sessions;
        return first;
    }

    public Channel? Find(string uuid) => _channels.GetValueOrDefault(uuid);

    public void AddChannel(Channel channel)
    {
        _channels.Add(channel.Uuid, channel);
        SessionsSinceStart++;
        PeakSessions = Math.Max(PeakSessions, _channels.Count);
    }

    public void RemoveChannel(Channel channel) => _channels.Remove(channel.Uuid);

    /// <summary>Gives a leg a block of variables; what a real leg knows better stands in place of the block's values.</summary>
    public void Apply(string block, Channel c)
    {
        Blocks.Apply(block, c.Variables, c.Facts);
        c.Sip?.Describe();
    }

    public SwitchEvent NewEvent(string name, string file, string function, int line, string subclass = "")
    {
        var now = NowMicros();
        var e = new SwitchEvent { Name = name, Subclass = subclass };
        var (local, gmt) = Dates(now);
        e.Add("Event-Subclass", subclass)
            .Add("Event-Name", name)
            .Add("Core-UUID", CoreId)
            .Add("FreeSWITCH-Hostname", Options.Name)
            .Add("FreeSWITCH-Switchname", Options.Switchname)
            .Add("FreeSWITCH-IPv4", "127.0.0.1")
            .Add("FreeSWITCH-IPv6", "::1")
            .Add("Event-Date-Local", local)
            .Add("Event-Date-GMT", gmt)
            .Add("Event-Date-Timestamp", now)
            .Add("Event-Calling-File", file)
            .Add("Event-Calling-Function", function)
            .Add("Event-Calling-Line-Number", line)
            .Add("Event-Sequence", ++_sequence);
        return e;
    }

    public void Fire(OutgoingEvent e)
    {
        if (!Muted && !Dead)
            _deliver(e);
    }

    /// <summary>The end of a switch that was killed: channels are gone and nothing says so.</summary>
    public void Die()
    {
        lock (Gate)
        {
            Dead = true;
            foreach (var channel in _channels.Values)
                channel.OnFirstResult?.Invoke("-ERR DESTINATION_OUT_OF_ORDER\n");
            foreach (var call in _channels.Values.Select(c => c.Call).Distinct().ToList())
            {
                var outcome = call.ToOutcome(lost: true);
                Ledger.End(outcome.RootUuid, outcome);
                call.Ended.TrySetResult(outcome);
            }
            _channels.Clear();
        }
    }

    public static string Stamp(long micros, string format = "yyyy-MM-dd HH:mm:ss") =>
        DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond).ToString(format, CultureInfo.InvariantCulture);

    // The dates of a second are the same for all its events.
    private (string Local, string Gmt) Dates(long micros)
    {
        var second = micros / 1_000_000;
        if (second != _second)
        {
            _second = second;
            _local = Stamp(micros);
            _gmt = Stamp(micros, "ddd, dd MMM yyyy HH:mm:ss 'GMT'");
        }
        return (_local, _gmt);
    }
}
