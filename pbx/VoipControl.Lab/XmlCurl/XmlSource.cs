using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using VoipControl.Lab.Configuration;

namespace VoipControl.Lab.XmlCurl;

/// <summary>
/// Where the switch takes its XML from: the bound web servers in order, then the files (switch_xml_locate in switch_xml.c,
/// xml_url_fetch in mod_xml_curl.c). An answer other than 200, a late, long or malformed one, and one that says <c>not found</c>
/// all mean: ask the next. So does an answer without the element that was asked for, but then only the files are left.
/// </summary>
internal sealed class XmlSource : IDisposable
{
    private const int MaxElementDepth = 64;

    private readonly string _hostname;
    private readonly IReadOnlyList<XmlCurlBinding> _bindings;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private volatile SwitchConfiguration _files;
    private long _failures;

    /// <param name="hostname">Field <c>hostname</c>: the switch name.</param>
    /// <param name="files">What is used when no server answers.</param>
    /// <param name="bindings">Servers in the order they are asked.</param>
    /// <param name="time">For time-outs.</param>
    public XmlSource(string hostname, SwitchConfiguration files, IReadOnlyList<XmlCurlBinding> bindings, TimeProvider time)
    {
        _hostname = hostname;
        _files = files;
        _bindings = bindings;
        _time = time;
        _http = new HttpClient(new SocketsHttpHandler { MaxAutomaticRedirections = 10, UseCookies = false, UseProxy = false })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("freeswitch-xml/1.0");
    }

    /// <summary>The files. Setting it is what <c>reloadxml</c> does.</summary>
    public SwitchConfiguration Files
    {
        get => _files;
        set => _files = value;
    }

    /// <summary>Questions that a server did not answer as it should; "not found" is an answer.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Why the last of <see cref="Failures"/> failed, and where; null before the first.</summary>
    public string? LastFailure { get; private set; }

    /// <summary>The section's element with that key, or the section itself when no tag is asked for; null when nobody has it.</summary>
    /// <param name="section">dialplan, directory or configuration.</param>
    /// <param name="tagName">Such as <c>domain</c>; null for a dialplan.</param>
    /// <param name="keyName">Such as <c>name</c>.</param>
    /// <param name="keyValue">What attribute <paramref name="keyName"/> must be; case is ignored.</param>
    /// <param name="fields">The other fields of the form, see <see cref="XmlCurlFields"/>.</param>
    /// <param name="cancel">Ends the wait; nothing is asked any more.</param>
    public async Task<XElement?> LocateAsync(
        string section, string? tagName, string? keyName, string? keyValue,
        IReadOnlyCollection<KeyValuePair<string, string>> fields, CancellationToken cancel)
    {
        foreach (var binding in _bindings)
        {
            if (!binding.Serves(section))
                continue;
            var body = FormBody.Build(_hostname, section, tagName, keyName, keyValue, fields, binding.OnlyFields);
            if (await FetchAsync(binding, body, cancel) is not { } answer || SaysNotFound(answer))
                continue;
            if (Find(answer, section, tagName, keyName, keyValue) is { } found)
                return found;
            break;
        }
        return Find(_files.Root, section, tagName, keyName, keyValue);
    }

    public void Dispose() => _http.Dispose();

    private static XElement? Find(XElement root, string section, string? tagName, string? keyName, string? keyValue)
    {
        if (SwitchConfiguration.Child(root, "section", section) is not { } element)
            return null;
        if (tagName is null || keyName is null || keyValue is null)
            return element;
        return element.Elements(tagName)
            .FirstOrDefault(e => keyValue.Equals(e.Attribute(keyName)?.Value, StringComparison.OrdinalIgnoreCase));
    }

    private static bool SaysNotFound(XElement root) =>
        "not found".Equals(
            SwitchConfiguration.Child(root, "section", "result")?.Element("result")?.Attribute("status")?.Value,
            StringComparison.OrdinalIgnoreCase);

    private async Task<XElement?> FetchAsync(XmlCurlBinding binding, string body, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(binding.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, binding.Url)
            {
                Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/x-www-form-urlencoded")),
            };
            if (binding.Credentials is { } credentials)
                request.Headers.Authorization =
                    new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.StatusCode != HttpStatusCode.OK)
                return Fail(binding, $"Received HTTP error {(int)response.StatusCode}");
            return BoundedXml.Parse(await ReadAsync(response, binding.MaxBytes, either.Token), binding.MaxBytes, MaxElementDepth);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Fail(binding, $"no answer within {binding.Timeout.TotalSeconds:0.###} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or XmlException or DecoderFallbackException)
        {
            return Fail(binding, e.Message);
        }
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, int maxBytes, CancellationToken cancel)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancel)) > 0)
        {
            if (bytes.Length + count > maxBytes)
                throw new IOException($"The answer has more than {maxBytes} bytes.");
            bytes.Write(buffer, 0, count);
        }
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.GetBuffer(), 0, (int)bytes.Length).TrimStart('\uFEFF');
    }

    private XElement? Fail(XmlCurlBinding binding, string reason)
    {
        Interlocked.Increment(ref _failures);
        LastFailure = $"{binding}: {reason}";
        return null;
    }
}
