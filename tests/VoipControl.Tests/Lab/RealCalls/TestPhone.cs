using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using VoipControl.Sip;
using VoipControl.Sip.Rtp;

namespace VoipControl.Tests.Lab.RealCalls;

/// <summary>A telephone of the tests: says one tone, hears others, and does what a test tells it to.</summary>
internal sealed class TestPhone : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly Channel<TestCall> _arrived = Channel.CreateUnbounded<TestCall>();
    private readonly ConcurrentBag<TestCall> _calls = [];

    private TestPhone(string user, double tone, string address, int port)
    {
        User = user;
        Tone = tone;
        Clock = new MediaClock(TimeProvider.System, Errors.Enqueue);
        Ports = new RtpPorts(IPAddress.Parse(address), RtpPortRange.Any, new Random(), TimeProvider.System, Errors.Enqueue);
        Endpoint = new SipEndpoint(
            new SipEndpointOptions { Listen = new IPEndPoint(IPAddress.Parse(address), port), UserAgent = "test telephone" }, new Arrivals(this));
    }

    public string User { get; }

    /// <summary>What it says, in Hertz.</summary>
    public double Tone { get; }

    public SipEndpoint Endpoint { get; }

    public MediaClock Clock { get; }

    public RtpPorts Ports { get; }

    public ConcurrentQueue<Exception> Errors { get; } = new();

    /// <summary>What it does with a call that comes; nothing = the test does it.</summary>
    public Action<TestCall>? OnCall { get; set; }

    /// <summary>PCMU, PCMA, or both in the order of preference.</summary>
    public VoipControl.Sip.Sdp.SdpCodec[] Codecs { get; set; } = [VoipControl.Sip.Sdp.SdpCodec.Pcmu, VoipControl.Sip.Sdp.SdpCodec.Pcma];

    public IPEndPoint Local => Endpoint.LocalEndpoint;

    public static async Task<TestPhone> StartAsync(string user, double tone, string address = "127.0.0.1", int port = 0)
    {
        var phone = new TestPhone(user, tone, address, port);
        await phone.Endpoint.StartAsync();
        return phone;
    }

    /// <summary>Calls a number at a switch.</summary>
    public TestCall Call(IPEndPoint at, string number, SipCredentials? credentials = null, bool offer = true, params SipHeader[] headers)
    {
        var call = new TestCall(this);
        _calls.Add(call);
        call.Attach(Endpoint.Place(new SipCallSetup
        {
            To = SipUri.Parse($"sip:{number}@{at}"),
            From = SipAddress.Parse($"\"Rider 1\" <sip:{User}@{Local}>"),
            Sdp = offer ? call.Offer() : default,
            Credentials = credentials,
            Headers = headers,
            ContactUser = User,
        }, call.Handler));
        return call;
    }

    public Task<TestCall> NextCallAsync() => _arrived.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>REGISTER as a user of the lab's directory.</summary>
    public Task<SipResponse> RegisterAsync(IPEndPoint at, string password, int expires = 60, string domain = "lab")
    {
        var request = new SipRequest(SipMethods.Register, SipUri.Parse($"sip:{domain}"));
        var address = $"<sip:{User}@{domain}>";
        request.Headers.Add(SipHeaderNames.From, address);
        request.Headers.Add(SipHeaderNames.To, address);
        request.Headers.Add(SipHeaderNames.Contact, $"<{Endpoint.ContactUri(User)}>;expires={expires}");
        return Endpoint.RequestAsync(request, new SipRequestOptions
        {
            Target = new SipHop(SipProtocol.Udp, at),
            Credentials = new SipCredentials(User, password),
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Endpoint.DisposeAsync();
        foreach (var call in _calls)
            await call.DisposeAsync();
        Ports.Dispose();
        Clock.Dispose();
    }

    private sealed class Arrivals(TestPhone phone) : SipEndpointHandler
    {
        public override void OnCall(SipCall incoming)
        {
            var call = new TestCall(phone);
            phone._calls.Add(call);
            incoming.Handler = call.Handler;
            call.Attach(incoming);
            if (phone.OnCall is { } answer)
                answer(call);
            phone._arrived.Writer.TryWrite(call);
        }

        public override void OnError(Exception error) => phone.Errors.Enqueue(error);
    }
}
