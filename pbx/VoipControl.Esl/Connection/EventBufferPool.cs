using System.Buffers;
using System.Numerics;

namespace VoipControl.Esl;

/// <summary>
/// Buffers for the events of one connection. The reader rents and the consumer returns, on different threads and with
/// thousands between them in a burst; ArrayPool.Shared keeps only a few dozen of a size a core, so in a burst nearly every
/// event would be a new array. This one keeps what comes back, up to a number of bytes, and leaves the rest to the collector.
/// </summary>
internal sealed class EventBufferPool(long maxKeptBytes) : ArrayPool<byte>
{
    // 1 KB to 256 KB in powers of two; a larger buffer is rare and is not kept.
    private const int SmallestShift = 10;
    private const int LargestShift = 18;

    private readonly Lock _gate = new();
    private readonly Stack<byte[]>[] _bySize = [.. Enumerable.Range(0, LargestShift - SmallestShift + 1).Select(_ => new Stack<byte[]>())];
    private long _kept;

    public override byte[] Rent(int minimumLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minimumLength);
        int index = Index(minimumLength);
        if (index >= _bySize.Length)
            return GC.AllocateUninitializedArray<byte>(minimumLength);
        lock (_gate)
        {
            if (_bySize[index].TryPop(out byte[]? buffer))
            {
                _kept -= buffer.Length;
                return buffer;
            }
        }

        return GC.AllocateUninitializedArray<byte>(1 << (index + SmallestShift));
    }

    public override void Return(byte[] array, bool clearArray = false)
    {
        ArgumentNullException.ThrowIfNull(array);
        if (clearArray)
            Array.Clear(array);
        int index = Index(array.Length);
        if (index >= _bySize.Length || array.Length != 1 << (index + SmallestShift))
            return;
        lock (_gate)
        {
            if (_kept + array.Length > maxKeptBytes)
                return;
            _kept += array.Length;
            _bySize[index].Push(array);
        }
    }

    private static int Index(int length) =>
        length <= 1 << SmallestShift ? 0 : BitOperations.Log2((uint)length - 1) + 1 - SmallestShift;
}
