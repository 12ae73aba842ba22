using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using VoipControl.Sip;
using VoipControl.Sip.Phone;
using VoipControl.Sip.Rtp;

namespace VoipControl.Pbx.Sip;

/// <summary>
/// The role's sockets: one endpoint that asks with OPTIONS, over UDP or TCP as each target wants it, and, where there are
/// canaries, a phone at the configured port.
/// </summary>
internal sealed class SipStack(SipOptions options, TimeProvider time, ILoggerFactory loggers)
{
    private const string UserAgent = "VoipControl";

    /// <summary>Tones of the public networks that tell what else answered: dial, busy and ringing tone (ITU-T E.180).</summary>
    private static readonly double[] NetworkTones = [350, 425, 480, 620];

    /// <summary>Opens the sockets.</summary>
    /// <exception cref="SocketException">The configured port is taken.</exception>
    public async Task<StartedWire> StartAsync(CancellationToken cancellation)
    {
        var targets = SipTarget.Of(options);
        var listen = IPAddress.Parse(options.ListenAddress);
        var advertised = await AdvertisedAsync(listen, targets, cancellation);
        var endpoint = new SipEndpoint(
            new SipEndpointOptions
            {
                Listen = new IPEndPoint(listen, 0),
                Tcp = targets.Any(static t => t.Uri.Contains("transport=tcp", StringComparison.OrdinalIgnoreCase)),
                AdvertisedHost = advertised.ToString(),
                UserAgent = UserAgent,
                // Nobody has to ask or call this port: its number is told to nobody but those who are asked.
                MaxTransactions = 256,
                MaxCalls = 1,
            },
            new AskingOnly(loggers.CreateLogger<SipStack>()), time);
        await endpoint.StartAsync();
        var probes = new OptionsProbe(endpoint);
        var canaries = targets.Where(static t => t.Canary is not null).ToList();
        if (canaries.Count == 0)
            return new StartedWire(new SipWire(probes.RunAsync, static (_, _) => throw new InvalidOperationException("No canary is configured.")), endpoint.DisposeAsync);
        var calls = new CanaryCalls(time, loggers.CreateLogger<CanaryCalls>());
        var phone = new SipPhone(new SipPhoneOptions
        {
            Listen = new IPEndPoint(listen, options.Port),
            AdvertisedAddress = advertised,
            MediaPorts = options.RtpPortFrom == 0 ? RtpPortRange.Any : new RtpPortRange(options.RtpPortFrom, options.RtpPortTo),
            User = "canary",
            UserAgent = UserAgent,
            // A call says nothing until it is known which canary it belongs to.
            Sound = static () => SilenceSource.Endless,
            ListenFor = Tones(canaries),
            Incoming = calls.TakeAsync,
            MaxCalls = 4 * canaries.Count + 16,
        }, time);
        try
        {
            await phone.StartAsync();
        }
        catch
        {
            await phone.DisposeAsync();
            await endpoint.DisposeAsync();
            throw;
        }
        Log.SipListens(loggers.CreateLogger<SipStack>(), phone.LocalEndpoint.ToString(), advertised.ToString());
        return new StartedWire(new SipWire(probes.RunAsync, (call, ct) => calls.RunAsync(phone, call, ct)), async () =>
        {
            await phone.DisposeAsync();
            await endpoint.DisposeAsync();
        });
    }

    /// <summary>The tones of all canaries, and those of the network that are not too close to one of them.</summary>
    private static List<double> Tones(List<SipTarget> canaries)
    {
        var tones = canaries.SelectMany(static t => new double[] { t.Canary!.SendHertz, t.Canary.FarHertz }).Distinct().ToList();
        tones.AddRange(NetworkTones.Where(n => tones.TrueForAll(t => Math.Abs(t - n) >= 2 * Core.Trunks.HeardAudio.ToleranceHz)).ToList());
        return tones;
    }

    /// <summary>The address that peers are told: the configured one, the one listened at, or the one that the way to the first target begins at.</summary>
    private async Task<IPAddress> AdvertisedAsync(IPAddress listen, IReadOnlyList<SipTarget> targets, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(options.AdvertisedAddress, out var configured)) return configured;
        if (!listen.Equals(IPAddress.Any) && !listen.Equals(IPAddress.IPv6Any)) return listen;
        foreach (var target in targets)
        {
            try
            {
                var host = SipUri.Parse(target.Uri).Host;
                // A connected UDP socket sends nothing; the system only looks which way it would send.
                using var socket = new Socket(listen.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
                await socket.ConnectAsync(host, 9, cancellation);
                return ((IPEndPoint)socket.LocalEndPoint!).Address;
            }
            catch (SocketException)
            {
                // A name that is not known now, or no way there; another target may tell.
            }
        }
        return listen.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback;
    }

    private sealed class AskingOnly(ILogger logger) : SipEndpointHandler
    {
        public override void OnError(Exception error) => Log.SipStackFailed(logger, error);
    }
}
