namespace VoipControl.Lab.Channels;

/// <summary>What differs from leg to leg in the bulk of SIP variables (see variables.txt).</summary>
internal sealed record LegFacts
{
    public required string Local { get; init; }
    public required string Peer { get; init; }
    public required string Caller { get; init; }
    public required string CallerName { get; init; }
    public required string Dialled { get; init; }
    public required string CallId { get; init; }
    public required string LocalTag { get; init; }
    public required string RemoteTag { get; init; }

    public string ValueOf(string placeholder) => placeholder switch
    {
        "local" => Local,
        "peer" => Peer,
        "caller" => Caller,
        "callerDigits" => Caller.TrimStart('+'),
        "callerName" => CallerName,
        "callerUser" => "rider",
        "dialled" => Dialled,
        "callId" => CallId,
        "localTag" => LocalTag,
        "remoteTag" => RemoteTag,
        _ => throw new InvalidDataException($"variables.txt names an unknown value '{placeholder}'."),
    };
}
