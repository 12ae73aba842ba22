using System.Text;
using VoipControl.Lab.Configuration;

namespace VoipControl.Lab.XmlCurl;

/// <summary>The body that mod_xml_curl posts: <c>name=value&amp;…</c> (switch_event_build_param_string in switch_event.c).</summary>
internal static class FormBody
{
    /// <summary>The body of one question. Unlike FreeSWITCH the first five values are encoded too: a domain's
    /// name must not add fields.</summary>
    public static string Build(
        string hostname, string section, string? tagName, string? keyName, string? keyValue,
        IEnumerable<KeyValuePair<string, string>> fields, IReadOnlySet<string>? only = null)
    {
        var body = new StringBuilder(2048);
        Add(body, "hostname", hostname);
        Add(body, "section", section);
        Add(body, "tag_name", tagName ?? "");
        Add(body, "key_name", keyName ?? "");
        Add(body, "key_value", keyValue ?? "");
        foreach (var (name, value) in fields)
            if (only is null || only.Contains(name))
                Add(body, name, value);
        return body.ToString();
    }

    /// <summary>The fields of a body, in order. For tests and for lab web servers.</summary>
    public static List<KeyValuePair<string, string>> Parse(string body)
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var part in body.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=');
            fields.Add(equals < 0
                ? KeyValuePair.Create(part, "")
                : KeyValuePair.Create(part[..equals], UrlText.Decode(part[(equals + 1)..])));
        }
        return fields;
    }

    private static void Add(StringBuilder body, string name, string value)
    {
        if (body.Length > 0)
            body.Append('&');
        body.Append(name).Append('=').Append(UrlText.Encode(value));
    }
}
