namespace VoipControl.Esl;

/// <summary>
/// What one message of the switch may cost. Sizes are in bytes and are compared before anything is allocated for the message.
/// </summary>
public sealed record EslLimits
{
    /// <summary>The header block in front of a body, its empty line included. Default 64 KB; a real one is 50 to 600 bytes.</summary>
    public int MaxHeaderBlock { get; init; } = 64 * 1024;

    /// <summary>One line of that header block. Default 16 KB.</summary>
    public int MaxHeaderLine { get; init; } = 16 * 1024;

    /// <summary>
    /// A body as Content-Length announces it. Default 8 MB: events are 2 to 16 KB, the largest real body is a listing of
    /// every channel as json at about 1.2 KB a channel.
    /// </summary>
    public int MaxBody { get; init; } = 8 * 1024 * 1024;

    /// <summary>The limits that fit a FreeSWITCH with its defaults.</summary>
    public static EslLimits Default { get; } = new();

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxHeaderBlock, 128);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxHeaderLine, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBody, 1024);
    }
}
