namespace VoipControl.Sip.Rtp;

/// <summary>
/// Makes digits out of telephone-event packets (RFC 4733): all packets with one timestamp are one event, however many are lost,
/// doubled or late. A digit is complete with its end packet, or without one when the next event begins, when the stream has
/// gone on without it, or when the stream ends. Pure.
/// </summary>
internal sealed class DigitReceiver
{
    // What is older than this is not late but on another timeline: the far end has set its timestamps back.
    private const int MostLate = 10 * G711.SampleRate;

    private readonly int _keep;
    private readonly List<ReceivedDigit> _digits = [];
    private readonly List<ReceivedDigit> _completed = [];
    private ReceivedDigit? _current;
    private uint _timestamp;
    private ushort _duration;
    private bool _any;

    /// <param name="keep">How many digits are listed; all are counted.</param>
    public DigitReceiver(int keep) => _keep = keep;

    /// <summary>All digits so far.</summary>
    public long Count { get; private set; }

    /// <summary>The first of them, in order; the last may still be pressed.</summary>
    public IReadOnlyList<ReceivedDigit> Digits => _current is { } current && _digits.Count < _keep ? [.. _digits, current] : [.. _digits];

    /// <summary>Takes an event packet.</summary>
    public void Take(in TelephoneEvent packet, uint timestamp, TimeSpan now)
    {
        var elapsed = (int)(timestamp - _timestamp);
        // An event longer than its duration can tell goes on in segments (RFC 4733 section 2.5.1.3): still the one digit.
        if (_current is { } going && elapsed == ushort.MaxValue && _duration == ushort.MaxValue && going.Digit == packet.Digit)
        {
            _timestamp = timestamp;
            _duration = 0;
            elapsed = 0;
        }

        // Of an event that is over: a copy of its end, or late.
        if (_any && (elapsed is < 0 and >= -MostLate || elapsed == 0 && _current is null)) return;
        if (!_any || elapsed != 0)
        {
            Complete();
            (_any, _timestamp, _duration) = (true, timestamp, 0);
            _current = new ReceivedDigit(packet.Digit, TimeSpan.Zero, now, Ended: false);
            Count++;
        }

        var current = _current!.Value;
        if (packet.Duration > _duration)
        {
            current = current with { Duration = current.Duration + TimeSpan.FromSeconds((double)(packet.Duration - _duration) / G711.SampleRate) };
            _duration = packet.Duration;
        }

        _current = current with { Ended = packet.End };
        if (packet.End) Complete();
    }

    /// <summary>Audio of this timestamp came: an event that began before it and has not been told to last is over.</summary>
    public void TakeAudio(uint timestamp)
    {
        if (_current is not null && (int)(timestamp - _timestamp) > _duration) Complete();
    }

    /// <summary>The stream ended: so did a digit that was pressed.</summary>
    public void BeginStream()
    {
        _any = false;
        Complete();
    }

    /// <summary>The digits that were completed since the last call; mostly none.</summary>
    public ReceivedDigit[] TakeCompleted()
    {
        if (_completed.Count == 0) return [];
        ReceivedDigit[] completed = [.. _completed];
        _completed.Clear();
        return completed;
    }

    private void Complete()
    {
        if (_current is not { } digit) return;
        _current = null;
        _completed.Add(digit);
        if (_digits.Count < _keep) _digits.Add(digit);
    }
}
