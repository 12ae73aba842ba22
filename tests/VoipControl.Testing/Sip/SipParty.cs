using System.Net;
using System.Text;
using System.Threading.Channels;
using VoipControl.Sip;

namespace VoipControl.Testing.Sip;

/// <summary>A user agent of a test: an endpoint that writes down what happens, and answers as it is told.</summary>
internal sealed class SipParty : SipEndpointHandler, IAsyncDisposable
{
    /// <summary>No test waits longer for anything.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly Channel<SipPartyCall> _calls = Channel.CreateUnbounded<SipPartyCall>();
    private readonly Channel<SipIncomingRequest> _requests = Channel.CreateUnbounded<SipIncomingRequest>();

    public SipParty(
        IPEndPoint? advertised = null, bool tcp = false, SipTimers? timers = null, TimeProvider? time = null,
        Func<SipEndpointOptions, SipEndpointOptions>? change = null)
    {
        var options = new SipEndpointOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Tcp = tcp,
            AdvertisedHost = advertised?.Address.ToString(),
            AdvertisedPort = advertised?.Port,
            UserAgent = "test",
            Timers = timers ?? SipTimers.Default,
        };
        Endpoint = new SipEndpoint(change?.Invoke(options) ?? options, this, time);
    }

    public SipEndpoint Endpoint { get; }

    /// <summary>What is done with an incoming call at once; null leaves it ringing for the test.</summary>
    public Action<SipPartyCall>? Answering { get; set; }

    /// <summary>What is done with a request outside calls at once; null leaves it for the test.</summary>
    public Action<SipIncomingRequest>? Requested { get; set; }

    public List<Exception> Errors { get; } = [];

    public IPEndPoint Address => Endpoint.LocalEndpoint;

    public static ReadOnlyMemory<byte> Sdp(int port, string direction = "sendrecv", int version = 1) => Encoding.ASCII.GetBytes(
        $"v=0\r\no=test 1 {version} IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na={direction}\r\n");

    /// <summary>Two agents that reach each other through <paramref name="path"/> only.</summary>
    public static async Task<(SipParty Alice, SipParty Bob)> PairAsync(SipPath path, SipTimers? timers = null, TimeProvider? time = null)
    {
        var alice = new SipParty(path.Left, timers: timers, time: time);
        var bob = new SipParty(path.Right, timers: timers, time: time);
        await alice.Endpoint.StartAsync();
        await bob.Endpoint.StartAsync();
        path.Connect(alice.Address, bob.Address);
        return (alice, bob);
    }

    public override void OnCall(SipCall incoming)
    {
        var call = new SipPartyCall { Call = incoming };
        incoming.Handler = call;
        Answering?.Invoke(call);
        _calls.Writer.TryWrite(call);
    }

    public override void OnRequest(SipIncomingRequest incoming)
    {
        if (Requested is { } answer)
            answer(incoming);
        else
            _requests.Writer.TryWrite(incoming);
    }

    public override void OnError(Exception error) => Errors.Add(error);

    /// <summary>Places a call to whoever is reached at that address.</summary>
    public SipPartyCall Place(IPEndPoint to, ReadOnlyMemory<byte>? sdp = null, Func<SipCallSetup, SipCallSetup>? change = null)
    {
        var call = new SipPartyCall();
        var setup = new SipCallSetup
        {
            To = SipUri.Parse($"sip:bob@{to}"),
            From = SipAddress.Parse($"\"Alice\" <sip:alice@{Address.Address}>"),
            Sdp = sdp ?? Sdp(4000),
        };
        call.Call = Endpoint.Place(change?.Invoke(setup) ?? setup, call);
        return call;
    }

    public async Task<SipPartyCall> NextCallAsync() => await _calls.Reader.ReadAsync().AsTask().WaitAsync(Limit);

    public async Task<SipIncomingRequest> NextRequestAsync() => await _requests.Reader.ReadAsync().AsTask().WaitAsync(Limit);

    public async ValueTask DisposeAsync() => await Endpoint.DisposeAsync();
}
