using System.Globalization;
using System.Xml.Linq;
using VoipControl.Lab.Configuration;

namespace VoipControl.Lab.XmlCurl;

/// <summary>One web server that is asked for XML: an element <c>binding</c> of xml_curl.conf (do_config in mod_xml_curl.c).</summary>
public sealed record XmlCurlBinding
{
    /// <summary>Where the form is posted, http or https. A certificate must be valid; FreeSWITCH would not look.</summary>
    public required Uri Url { get; init; }

    /// <summary>Sections it is asked for, as <c>dialplan|directory</c>; empty = all.</summary>
    public string Sections { get; init; } = "";

    /// <summary><c>user:password</c> for HTTP basic authentication; null = none.</summary>
    public string? Credentials { get; init; }

    /// <summary>The whole question with its answer. Default 10 s. FreeSWITCH waits for ever unless it is told a number of seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of an answer; a longer one counts as a failure. Default 1 MB, FreeSWITCH's.</summary>
    public int MaxBytes { get; init; } = 1 << 20;

    /// <summary>The only fields sent beside the first five (enable-post-var); null = all.</summary>
    public IReadOnlySet<string>? OnlyFields { get; init; }

    /// <summary>Whether this server is asked for a section. Like FreeSWITCH, a part of a word is enough.</summary>
    public bool Serves(string section) => Sections.Length == 0 || Sections.Contains(section, StringComparison.OrdinalIgnoreCase);

    /// <summary>Without the credentials.</summary>
    public override string ToString() => $"{Url.GetLeftPart(UriPartial.Path)} [{(Sections.Length == 0 ? "all" : Sections)}]";

    /// <summary>The bindings of a configuration's xml_curl.conf, in order; empty when there is none.</summary>
    /// <exception cref="ConfigurationException">A param cannot be used. The message names binding and param.</exception>
    public static IReadOnlyList<XmlCurlBinding> From(SwitchConfiguration configuration) =>
        configuration.Configuration("xml_curl.conf")?.Element("bindings") is { } bindings
            ? [.. bindings.Elements("binding").Select(Read)]
            : [];

    private static XmlCurlBinding Read(XElement binding)
    {
        var name = binding.Attribute("name")?.Value ?? "N/A";
        string? url = null, credentials = null;
        var sections = "";
        var timeout = TimeSpan.FromSeconds(10);
        var maxBytes = 1 << 20;
        HashSet<string>? only = null;
        foreach (var param in binding.Elements("param"))
        {
            var value = param.Attribute("value")?.Value ?? "";
            switch (param.Attribute("name")?.Value.ToLowerInvariant())
            {
                case "gateway-url":
                    url = value;
                    sections = param.Attribute("bindings")?.Value ?? "";
                    break;
                case "gateway-credentials":
                    credentials = value;
                    break;
                case "timeout":
                    timeout = Number(name, "timeout", value, 3600) is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : timeout;
                    break;
                case "response-max-bytes":
                    maxBytes = Number(name, "response-max-bytes", value, 64 << 20);
                    break;
                case "enable-post-var":
                    (only ??= new HashSet<string>(StringComparer.Ordinal)).Add(value);
                    break;
                case "method" when !value.Equals("POST", StringComparison.OrdinalIgnoreCase):
                    throw new ConfigurationException($"xml_curl.conf, binding {name}: method {value} is not supported; POST is.");
                case "auth-scheme" when !value.TrimStart('=').Equals("basic", StringComparison.OrdinalIgnoreCase):
                    throw new ConfigurationException($"xml_curl.conf, binding {name}: auth-scheme {value} is not supported; basic is.");
                case "use-dynamic-url" when SwitchBoolean.IsTrue(value):
                    throw new ConfigurationException($"xml_curl.conf, binding {name}: use-dynamic-url is not supported.");
            }
        }
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new ConfigurationException($"xml_curl.conf, binding {name}: gateway-url is missing or no http URL.");
        return new XmlCurlBinding
        {
            Url = address,
            Sections = sections,
            Credentials = credentials,
            Timeout = timeout,
            MaxBytes = maxBytes,
            OnlyFields = only,
        };
    }

    private static int Number(string binding, string param, string value, int max) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max
            ? number
            : throw new ConfigurationException($"xml_curl.conf, binding {binding}: {param} is '{value}'; it must be 0 to {max}.");
}
