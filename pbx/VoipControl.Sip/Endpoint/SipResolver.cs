using System.Net;
using System.Net.Sockets;

namespace VoipControl.Sip;

/// <summary>
/// Finds the address for a URI (RFC 3263 without its SRV and NAPTR records, which trunks of this trade are not named by).
/// Addresses are answered at once; names take a query, whose number at a time is limited.
/// </summary>
internal sealed class SipResolver(SipEndpointOptions options, AddressFamily family, TimeProvider time, Action<Action> post)
{
    private const int MaxQueries = 256;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private int _queries;

    /// <summary>Gives the hop, or null when there is none, to <paramref name="found"/> on the loop; at once when it can.</summary>
    public void Find(SipUri uri, SipProtocol? wanted, Action<SipHop?> found)
    {
        var protocol = wanted ?? uri.Transport?.ToLowerInvariant() switch
        {
            null or "udp" => SipProtocol.Udp,
            "tcp" => SipProtocol.Tcp,
            _ => (SipProtocol?)null,
        };
        if (protocol is not { } carrier || (carrier == SipProtocol.Tcp && !options.Tcp) || uri.Scheme != "sip")
        {
            found(null);
            return;
        }

        var host = uri.Host.Trim('[', ']');
        var port = uri.Port ?? 5060;
        if (IPAddress.TryParse(host, out var address))
        {
            found(address.AddressFamily == family ? new SipHop(carrier, new IPEndPoint(address, port)) : null);
            return;
        }

        if (_queries >= MaxQueries)
        {
            found(null);
            return;
        }

        _queries++;
        _ = QueryAsync(host, port, carrier, found);
    }

    private async Task QueryAsync(string host, int port, SipProtocol protocol, Action<SipHop?> found)
    {
        IPAddress? address = null;
        try
        {
            using var limit = new CancellationTokenSource(Limit, time);
            // Off the loop also when the resolver answers without waiting.
            var addresses = await Task.Run(() => options.Resolve(host, limit.Token), limit.Token).ConfigureAwait(false);
            address = addresses.FirstOrDefault(candidate => candidate.AddressFamily == family);
        }
        catch (Exception)
        {
            // No such name, no answer in time, or a resolver of the owner's that fails in its own way: there is no hop, which
            // the request's owner hears.
        }

        post(() =>
        {
            _queries--;
            found(address is null ? null : new SipHop(protocol, new IPEndPoint(address, port)));
        });
    }
}
