namespace VoipControl.Esl;

/// <summary>A command/reply.</summary>
public sealed class EslReply
{
    private readonly KeyValuePair<string, string>[] _headers;

    internal EslReply(string text, KeyValuePair<string, string>[] headers, string body)
    {
        Text = text;
        Body = body;
        _headers = headers;
    }

    /// <summary>The Reply-Text, for example <c>+OK accepted</c>. Empty when the switch sent none.</summary>
    public string Text { get; }

    /// <summary>The body, if the reply had one (it normally has none).</summary>
    public string Body { get; }

    /// <summary>True unless the text begins with <c>-ERR</c> or <c>-USAGE</c>.</summary>
    public bool IsOk => !EslResponses.IsRefusal(Text);

    /// <summary>A header of the reply as sent (they are not percent-encoded), or null. Names compare without case.</summary>
    public string? Get(string name)
    {
        foreach (KeyValuePair<string, string> header in _headers)
        {
            if (header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return header.Value;
        }

        return null;
    }
}
