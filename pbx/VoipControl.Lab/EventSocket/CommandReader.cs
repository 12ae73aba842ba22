using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace VoipControl.Lab.EventSocket;

/// <summary>
/// Frames commands (read_packet in mod_event_socket.c): lines up to an empty line, then Content-Length bytes. Limits
/// are tighter than the real one's 10 MB, so that a client gone wrong is seen early.
/// </summary>
internal static class CommandReader
{
    /// <summary>Longest block of command line and headers. A longer one closes the connection.</summary>
    public const int MaxBlock = 256 * 1024;

    /// <summary>Longest body, as of sendevent.</summary>
    public const int MaxBody = 1024 * 1024;

    /// <summary>Takes one command from the buffer, or leaves it as it is and returns false.</summary>
    /// <exception cref="InvalidDataException">A limit was passed or a length is no number.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out ClientCommand? command)
    {
        command = null;
        buffer = SkipLineBreaks(buffer);
        if (!TryFindEnd(buffer, out var blockLength, out var afterBlock))
        {
            if (buffer.Length > MaxBlock)
                throw new InvalidDataException($"A command is longer than {MaxBlock} bytes.");
            return false;
        }
        if (blockLength > MaxBlock)
            throw new InvalidDataException($"A command is longer than {MaxBlock} bytes.");
        var text = Encoding.UTF8.GetString(buffer.Slice(0, blockLength).ToArray());
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var read = new ClientCommand { Line = lines[0].TrimEnd('\r') };
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                read.Headers[line[..colon]] = line[(colon + 1)..].TrimStart(' ').TrimEnd('\r');
        }
        if (read.Headers.TryGetValue("Content-Length", out var lengthText))
        {
            if (!Utf8Parser.TryParse(Encoding.ASCII.GetBytes(lengthText), out int length, out _) || length is < 0 or > MaxBody)
                throw new InvalidDataException($"Content-Length '{lengthText}' is not a number from 0 to {MaxBody}.");
            if (buffer.Length < afterBlock + length)
                return false;
            read.Body = Encoding.UTF8.GetString(buffer.Slice(afterBlock, length).ToArray());
            afterBlock += length;
        }
        buffer = buffer.Slice(afterBlock);
        command = read;
        return true;
    }

    private static ReadOnlySequence<byte> SkipLineBreaks(ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        reader.AdvancePastAny((byte)'\r', (byte)'\n');
        return buffer.Slice(reader.Position);
    }

    // The end is a line break followed by another, carriage returns ignored.
    private static bool TryFindEnd(ReadOnlySequence<byte> buffer, out long blockLength, out long afterBlock)
    {
        var reader = new SequenceReader<byte>(buffer);
        while (reader.TryAdvanceTo((byte)'\n'))
        {
            blockLength = reader.Consumed;
            reader.AdvancePast((byte)'\r');
            if (reader.IsNext((byte)'\n', advancePast: true))
            {
                afterBlock = reader.Consumed;
                return true;
            }
        }
        blockLength = afterBlock = 0;
        return false;
    }
}
