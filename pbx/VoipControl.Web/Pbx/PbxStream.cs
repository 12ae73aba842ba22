using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using VoipControl.Core.Calls;
using VoipControl.Core.Commands;
using VoipControl.Web.Live;

namespace VoipControl.Web.Pbx;

/// <summary>One connection to the live stream of one pbx process, from its snapshot to its loss. See <see cref="LiveMessage"/>.</summary>
internal sealed class PbxStream(PbxHttp http, LiveFeed feed, TimeProvider time)
{
    /// <summary>Longest line: a call with hundreds of legs stays far below; a longer one is no live message.</summary>
    private const int LineLimit = 4 * 1024 * 1024;

    private readonly HashSet<CallId> _told = [];
    private bool _isComplete;

    /// <summary>Reads until the stream ends or breaks.</summary>
    /// <param name="pbxUrl">Address of the pbx process; also the name of the source in the feed.</param>
    /// <param name="idle">Longest silence.</param>
    /// <param name="completed">Called with the number of calls when the snapshot is complete.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <returns>Why it ended.</returns>
    public async Task<string> ReadAsync(string pbxUrl, TimeSpan idle, Action<IReadOnlySet<CallId>> completed, CancellationToken ct)
    {
        using var silence = new CancellationTokenSource(idle, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, silence.Token);
        try
        {
            using var response = await http.Client.GetAsync(PbxClient.Address(pbxUrl, "internal/v1/live"), HttpCompletionOption.ResponseHeadersRead, both.Token);
            if (!response.IsSuccessStatusCode)
                return (int)response.StatusCode is 401 or 403 ? "it does not accept our secret (Web:PbxSecret)" : $"it answered with status {(int)response.StatusCode}";
            var reader = PipeReader.Create(await response.Content.ReadAsStreamAsync(both.Token));
            while (true)
            {
                var read = await reader.ReadAsync(both.Token);
                // Bytes of any kind, an empty line too, show that the other side lives.
                silence.CancelAfter(idle);
                var rest = read.Buffer;
                while (TryLine(ref rest, out var line)) Take(line, pbxUrl, completed);
                if (rest.Length > LineLimit) return $"it sent a line of more than {LineLimit} bytes";
                reader.AdvanceTo(rest.Start, rest.End);
                if (read.IsCompleted) return "it closed the stream";
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"it was silent for {idle.TotalSeconds:0} s";
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return e.Message;
        }
        catch (JsonException)
        {
            return "it sent a line that is no live message";
        }
    }

    private void Take(ReadOnlySequence<byte> line, string pbxUrl, Action<IReadOnlySet<CallId>> completed)
    {
        if (line.IsEmpty) return;
        var json = new Utf8JsonReader(line);
        var message = JsonSerializer.Deserialize(ref json, CommandJson.Default.LiveMessage);
        if (message?.Call is { } call)
        {
            if (!_isComplete) _told.Add(call.Id);
            feed.Apply(pbxUrl, call);
        }
        if (message?.Removed is { } removed)
        {
            _told.Remove(removed);
            feed.Remove(pbxUrl, removed);
        }
        if (message?.SnapshotComplete != true || _isComplete) return;
        _isComplete = true;
        completed(_told);
        _told.Clear();
    }

    private static bool TryLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        line = default;
        if (buffer.PositionOf((byte)'\n') is not { } end) return false;
        line = buffer.Slice(0, end);
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        if (!line.IsEmpty && line.Slice(line.Length - 1).FirstSpan[0] == (byte)'\r') line = line.Slice(0, line.Length - 1);
        return true;
    }
}
