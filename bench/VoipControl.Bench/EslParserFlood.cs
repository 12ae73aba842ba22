using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using VoipControl.Esl;

namespace VoipControl.Bench;

/// <summary>
/// A server that speaks just enough of the event socket to be connected to, and on <c>api flood N</c> sends N blocks of ready-made
/// events as fast as the connection takes them, until the client says <c>api done</c>. Both clients get the same bytes from it.
/// </summary>
internal sealed class EslParserFlood : IDisposable
{
    private const int SmallestEvent = 5_000;
    private const int LargestEvent = 8_192;
    private const int BlockBytes = 4 * 1024 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _block;

    private EslParserFlood(byte[] block, int eventsInBlock)
    {
        _block = block;
        EventsInBlock = eventsInBlock;
        _listener.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Floods are whole blocks.</summary>
    public int EventsInBlock { get; }

    public double BytesPerEvent => (double)_block.Length / EventsInBlock;

    /// <summary>Takes every event of 5 to 8 KB out of the captures, in the order they were recorded.</summary>
    public static EslParserFlood FromCaptures(string folder)
    {
        var events = new List<byte[]>();
        foreach (string file in Directory.GetFiles(folder, "*.plain.esl").Order(StringComparer.Ordinal))
        {
            var rest = new ReadOnlySequence<byte>(File.ReadAllBytes(file));
            while (EslParser.TryRead(ref rest, EslLimits.Default, out EslMessage message))
            {
                if (message.Event is not { } received)
                    continue;
                byte[] body = received.Bytes.ToArray();
                received.Dispose();
                if (body.Length is >= SmallestEvent and <= LargestEvent)
                    events.Add([.. Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\nContent-Type: text/event-plain\n\n"), .. body]);
            }
        }

        if (events.Count == 0)
            throw new InvalidOperationException($"No capture in {folder} has an event of the wanted size.");
        using var block = new MemoryStream();
        int count = 0;
        for (; block.Length < BlockBytes; count++)
            block.Write(events[count % events.Count]);
        return new EslParserFlood(block.ToArray(), count);
    }

    /// <summary>Serves one client on a thread of its own; the time runs from the last flood's first event to the client's <c>done</c>.</summary>
    public Task<TimeSpan> ServeAsync() =>
        Task.Factory.StartNew(Serve, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public void Dispose() => _listener.Dispose();

    private TimeSpan Serve()
    {
        using Socket socket = _listener.AcceptSocket();
        socket.NoDelay = true;
        socket.ReceiveTimeout = socket.SendTimeout = 120_000;
        Send(socket, "Content-Type: auth/request\n\n"u8);
        long began = 0;
        foreach (string command in Commands(socket))
        {
            if (!command.StartsWith("api ", StringComparison.Ordinal))
            {
                Send(socket, "Content-Type: command/reply\nReply-Text: +OK accepted\n\n"u8);
                continue;
            }

            if (command.StartsWith("api done", StringComparison.Ordinal))
            {
                TimeSpan elapsed = Stopwatch.GetElapsedTime(began);
                Send(socket, "Content-Type: api/response\nContent-Length: 3\n\n+OK"u8);
                return elapsed;
            }

            Send(socket, "Content-Type: api/response\nContent-Length: 3\n\n+OK"u8);
            int blocks = int.Parse(command.AsSpan("api flood ".Length), CultureInfo.InvariantCulture);
            began = Stopwatch.GetTimestamp();
            for (int i = 0; i < blocks; i++)
                Send(socket, _block);
        }

        throw new InvalidOperationException("The client left before it had every event.");
    }

    private static IEnumerable<string> Commands(Socket socket)
    {
        var text = new StringBuilder();
        byte[] bytes = new byte[1024];
        for (int read; (read = socket.Receive(bytes)) > 0;)
        {
            text.Append(Encoding.ASCII.GetString(bytes, 0, read));
            for (int end; (end = text.ToString().IndexOf("\n\n", StringComparison.Ordinal)) >= 0;)
            {
                string command = text.ToString(0, end);
                text.Remove(0, end + 2);
                yield return command;
            }
        }
    }

    private static void Send(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[socket.Send(bytes)..];
    }
}
