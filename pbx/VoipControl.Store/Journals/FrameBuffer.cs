using System.Buffers;
using System.Text.Json;
using VoipControl.Core.Calls;

namespace VoipControl.Store.Journals;

/// <summary>A group of frames being put together; used again for the next group, so that appending allocates little.</summary>
internal sealed class FrameBuffer : IBufferWriter<byte>, IDisposable
{
    private readonly Utf8JsonWriter _json;
    private byte[] _bytes = new byte[64 * 1024];

    // The payload was serialised from our own types: checking it again would say nothing.
    public FrameBuffer() => _json = new Utf8JsonWriter(this, new JsonWriterOptions { SkipValidation = true });

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear()
    {
        Length = 0;
        // One huge group must not hold its memory for ever.
        if (_bytes.Length > 8 << 20) _bytes = new byte[64 * 1024];
    }

    /// <summary>Adds a fact as a frame. Returns false, and adds nothing, when it is larger than a frame may be.</summary>
    public bool TryAdd(LegFact fact)
    {
        var start = Length;
        GetSpan(Frame.HeaderBytes);
        Length += Frame.HeaderBytes;
        _json.Reset(this);
        JsonSerializer.Serialize(_json, fact, CallJson.Default.LegFact);
        _json.Flush();
        if (Length - start > Frame.MaxBytes)
        {
            Length = start;
            return false;
        }
        Frame.WriteHeader(_bytes.AsSpan(start, Length - start), startsGroup: start == 0);
        return true;
    }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsSpan(Length);
    }

    public void Dispose() => _json.Dispose();

    private void Grow(int sizeHint)
    {
        var needed = Length + Math.Max(sizeHint, 256);
        if (needed > _bytes.Length) Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
    }
}
