namespace VoipControl.Web;

/// <summary>Settings of role web: section `Web` of the configuration.</summary>
public sealed class WebOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Web";

    /// <summary>What web and pbx processes show each other (header X-VoipControl-Secret), 16 to 256 printable ASCII characters. No default.</summary>
    public string PbxSecret { get; set; } = "";

    /// <summary>Rows of a page when the client does not say. Default 50.</summary>
    public int DefaultPageSize { get; set; } = 50;

    /// <summary>Most rows of a page. Default 500.</summary>
    public int MaxPageSize { get; set; } = 500;

    /// <summary>Most facts in the timeline of one call; a longer one is cut and says so. Default 1,000.</summary>
    public int TimelineLimit { get; set; } = 1_000;

    /// <summary>Longest time for an ordinary request, in seconds. Default 30.</summary>
    public int RequestSeconds { get; set; } = 30;

    /// <summary>How many changes are kept for clients of the live feed that come back. Default 4,096, minutes of a busy centre.</summary>
    public int LiveRingSize { get; set; } = 4_096;

    /// <summary>Most clients of the live feed at once. Default 500.</summary>
    public int LiveClientLimit { get; set; } = 500;

    /// <summary>How many changes may wait for one client of the live feed before it is cut off. Default 1,024.</summary>
    public int LiveClientQueue { get; set; } = 1_024;

    /// <summary>A comment is sent to a silent client of the live feed this often, in seconds. Default 15, below the usual proxy time-out of 30.</summary>
    public int LiveHeartbeatSeconds { get; set; } = 15;

    /// <summary>How long a client of the live feed may refuse to take bytes before it is cut off, in seconds. Default 10.</summary>
    public int LiveWriteSeconds { get; set; } = 10;

    /// <summary>How often the nodes table is read for pbx processes that came or went, in seconds. Default 3.</summary>
    public int NodesRefreshSeconds { get; set; } = 3;

    /// <summary>Longest time to connect to a pbx process, in seconds. Default 3.</summary>
    public int PbxConnectSeconds { get; set; } = 3;

    /// <summary>Longest wait for the answer to a command, in seconds. Default 15.</summary>
    public int PbxCommandSeconds { get; set; } = 15;

    /// <summary>A pbx process's stream that is silent this long is taken for dead, in seconds. Default 30.</summary>
    public int PbxStreamIdleSeconds { get; set; } = 30;

    /// <summary>Longest pause before a lost stream is tried again, in seconds; the first pause is a quarter second. Default 5.</summary>
    public int PbxRetryMaxSeconds { get; set; } = 5;

    /// <summary>How long a checked token is trusted before it is looked up again, in seconds: a revoked one works at most this long. Default 5.</summary>
    public int TokenRecheckSeconds { get; set; } = 5;

    /// <summary>How long a checked token still works while the database is away, in seconds. Default 60.</summary>
    public int TokenGraceSeconds { get; set; } = 60;
}
