namespace VoipControl.Sip.Rtp;

/// <summary>
/// Digits that wait to be sent as telephone-events, and the one that is being sent: what each tick sends of it. An event is
/// sent every 20 ms with a growing duration and its last packet three times (RFC 4733 sections 2.5.1.2 and 2.5.1.4).
/// Not safe for several threads: the sender's lock guards it.
/// </summary>
internal sealed class DigitQueue
{
    /// <summary>More than anybody dials; a caller that asks for more is refused.</summary>
    public const int MaxDigits = 64;

    // 10 dB below 0 dBm0, the usual power of a digit.
    private const byte Volume = 10;
    private const int EndPackets = 3;

    private readonly Queue<Batch> _batches = new();
    private int _index;
    private int _ticks;

    /// <summary>Whether there are digits that were not yet sent whole.</summary>
    public bool IsSending => _batches.Count > 0;

    /// <summary>Adds digits; the task ends when the last packet of the last one was sent.</summary>
    /// <param name="digits">Checked by the caller.</param>
    /// <param name="eventTicks">Ticks a digit lasts.</param>
    /// <param name="gapTicks">Ticks between two digits.</param>
    public Batch Add(string digits, int eventTicks, int gapTicks)
    {
        var batch = new Batch(digits, eventTicks, gapTicks);
        _batches.Enqueue(batch);
        return batch;
    }

    /// <summary>Ends everything that waits.</summary>
    public void Abort(Exception reason)
    {
        while (_batches.TryDequeue(out var batch)) batch.Done.TrySetException(reason);
        (_index, _ticks) = (0, 0);
    }

    /// <summary>What this tick sends; false when there is no digit or the pause between two.</summary>
    /// <param name="next">The event.</param>
    /// <param name="begins">Whether it is the event's first packet: it sets the timestamp and carries the marker.</param>
    public bool TryNext(out TelephoneEvent next, out bool begins)
    {
        (next, begins) = (default, false);
        while (_batches.TryPeek(out var batch))
        {
            if (_ticks == 0 && (batch.Done.Task.IsCompleted || _index == batch.Digits.Length))
            {
                _batches.Dequeue();
                batch.Done.TrySetResult();
                _index = 0;
                continue;
            }

            var tick = ++_ticks;
            var last = batch.EventTicks + EndPackets - 1;
            if (tick <= last)
            {
                var duration = Math.Min(tick, batch.EventTicks) * G711.FrameSamples;
                next = new TelephoneEvent(batch.Digits[_index], tick >= batch.EventTicks, Volume, (ushort)duration);
                begins = tick == 1;
            }

            var finished = _index + 1 == batch.Digits.Length || batch.Done.Task.IsCompleted;
            if (tick == last && finished || tick >= last + batch.GapTicks)
            {
                (_index, _ticks) = (_index + 1, 0);
                if (finished)
                {
                    _batches.Dequeue();
                    batch.Done.TrySetResult();
                    _index = 0;
                }
            }

            return tick <= last;
        }

        return false;
    }

    /// <summary>Digits that were asked for together.</summary>
    internal sealed class Batch(string digits, int eventTicks, int gapTicks)
    {
        public string Digits => digits;

        public int EventTicks => eventTicks;

        public int GapTicks => gapTicks;

        /// <summary>Ends with the last packet; ended from outside, the digit that is being sent is still sent whole.</summary>
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
