using System.Globalization;

namespace VoipControl.Esl;

/// <summary>Where a switch is and how patient to be with it.</summary>
public sealed record EslOptions
{
    /// <summary>Host name or address. The event socket belongs on loopback, so that is the default.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>TCP port, 1 to 65535. Default 8021, as in event_socket.conf.xml.</summary>
    public int Port { get; init; } = 8021;

    /// <summary>The password of event_socket.conf.xml. Never printed.</summary>
    public required string Password { get; init; }

    /// <summary>From the first packet to the accepted password. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a command waits for its reply when the caller gives no time of its own. Default 10 s.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a message may be on its way once its first bytes are here. A switch writes a message in one go, so a longer
    /// pause is half a message from a dying peer, and the connection is closed. Default 15 s.
    /// </summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Events that may wait to be read. Default 50,000: FreeSWITCH itself cuts off a listener that is 100,000 behind
    /// (mod_event_socket.c), and it is better to know first.
    /// </summary>
    public int EventQueueCapacity { get; init; } = 50_000;

    /// <summary>Log lines that may wait; the oldest are dropped and counted beyond that. Default 1,000.</summary>
    public int LogQueueCapacity { get; init; } = 1_000;

    /// <summary>Sizes of what the switch sends.</summary>
    public EslLimits Limits { get; init; } = EslLimits.Default;

    /// <summary>Where the Job-UUIDs of background jobs come from; a test makes them predictable.</summary>
    public Func<Guid> NewJobId { get; init; } = Guid.NewGuid;

    /// <summary>Host and port; the password is left out.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port} (password hidden)");

    internal void Validate()
    {
        if (string.IsNullOrWhiteSpace(Host))
            throw new EslArgumentException("host", "must not be empty");
        if (Port is < 1 or > 65535)
            throw new EslArgumentException("port", "must be 1 to 65535");
        EslText.CheckLine("password", Password, 256);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnectTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(CommandTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(MessageTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(EventQueueCapacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(LogQueueCapacity, 1);
        Limits.Validate();
    }
}
