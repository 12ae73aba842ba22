using System.Net;
using Microsoft.Extensions.Options;

namespace VoipControl.Web.Pbx;

/// <summary>The HTTP client towards pbx processes: their secret on each request, no proxy, no redirects (the secret goes where the nodes table says).</summary>
internal sealed class PbxHttp : IDisposable
{
    public const string SecretHeader = "X-VoipControl-Secret";

    public PbxHttp(IOptions<WebOptions> options)
    {
        Client = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(options.Value.PbxConnectSeconds),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = 1024 * 1024,
        };
        Client.DefaultRequestHeaders.Add(SecretHeader, options.Value.PbxSecret);
    }

    public HttpClient Client { get; }

    public void Dispose() => Client.Dispose();
}
