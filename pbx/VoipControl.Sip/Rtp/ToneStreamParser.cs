using System.Globalization;

namespace VoipControl.Sip.Rtp;

/// <summary>Reads the notation of <see cref="ToneStream"/>. Settings hold for the steps after them.</summary>
internal sealed class ToneStreamParser
{
    private const string Prefix = "tone_stream://";
    private const string Loops = ";loops=";
    private const int MaxLength = 4096;
    private const int MaxSteps = 1024;
    private const int MaxFrequencies = 18;
    private const int MaxRepetitions = 1000;
    private const int MaxMilliseconds = 3_600_000;
    private const int SamplesPerMillisecond = G711.SampleRate / 1000;

    // The rows and columns of DTMF as libteletone has them, with its 859 Hz for the third row.
    private const string DigitKeys = "123A456B789C*0#D";
    private static readonly double[] Rows = [697, 770, 859, 941];
    private static readonly double[] Columns = [1209, 1336, 1477, 1633];

    private readonly string _text;
    private readonly List<ToneStep> _steps = [];
    private int _at;

    // libteletone's defaults: 2000 and 500 samples, not milliseconds.
    private int _on = 2000;
    private int _off = 500;
    private double _volume = -7;
    private int _fadeSamples;
    private int _fadeSign;
    private double _fadeBy = 1;
    private int _stepRepetitions = 1;
    private int _allRepetitions = 1;

    public ToneStreamParser(string description)
    {
        ArgumentNullException.ThrowIfNull(description);
        if (description.Length > MaxLength) throw new FormatException($"A tone stream of {description.Length} characters; at most {MaxLength}.");
        _text = description.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? description[Prefix.Length..] : description;
    }

    public ToneStream Parse()
    {
        var plays = 1;
        var text = _text;
        if (text.IndexOf(Loops, StringComparison.OrdinalIgnoreCase) is >= 0 and var loops)
        {
            // -1 plays without end, 0 and 1 once (switch_buffer_read_loop).
            var times = Integer(text[(loops + Loops.Length)..].Trim(), -1, int.MaxValue, "loops=");
            plays = times < 0 ? 0 : Math.Max(1, times);
            text = text[..loops];
        }

        foreach (var part in text.Split(';')) ReadPart(part);
        if (_steps.Count == 0) throw Wrong("it has no tone");
        if (_steps.All(static s => s.On + s.Off == 0)) throw Wrong("it has no length");
        if ((long)_steps.Count * _allRepetitions > MaxSteps) throw Wrong($"it has more than {MaxSteps} steps with its repetitions");
        return new ToneStream([.. Enumerable.Repeat(_steps, _allRepetitions).SelectMany(static s => s)], plays);
    }

    private FormatException Wrong(string what) => new($"'{_text}' is no tone stream: {what}.");

    private void ReadPart(string part)
    {
        var text = part.Trim();
        if (text.Length >= 2 && text[1] == '=') Set(text[0], text[2..].Trim());
        else ReadSteps(text);
    }

    private void Set(char name, string value)
    {
        switch (name)
        {
            case 'v':
                _volume = Decimal(value, ToneStreamSource.LowestVolume, 0, "v=");
                break;
            case 'd':
                _on = Integer(value, 1, MaxMilliseconds, "d=") * SamplesPerMillisecond;
                break;
            case 'w':
                _off = Integer(value, 0, MaxMilliseconds, "w=") * SamplesPerMillisecond;
                break;
            case 'l':
                _stepRepetitions = Math.Max(1, Integer(value, 0, MaxRepetitions, "l="));
                break;
            case 'L':
                _allRepetitions = Math.Max(1, Integer(value, 0, MaxRepetitions, "L="));
                break;
            case '>' or '<':
                _fadeSamples = Integer(value, 0, MaxMilliseconds, name + "=") * SamplesPerMillisecond;
                _fadeSign = name == '>' ? -1 : 1;
                break;
            case '+':
                _fadeBy = Decimal(value, 0, 63, "+=");
                break;
            case 'r' or 'c':
                if (value != (name == 'r' ? "8000" : "1")) throw Wrong($"{name}={value} is not played; the rate is 8000 and there is one channel");
                break;
            default:
                throw Wrong($"there is no setting '{name}='");
        }
    }

    private void ReadSteps(string text)
    {
        for (_at = 0; _at < text.Length;)
        {
            var key = text[_at++];
            if (char.IsWhiteSpace(key)) continue;
            var (on, off) = (_on, _off);
            List<double> frequencies = [];
            if (_at < text.Length && text[_at] == '(')
            {
                var end = text.IndexOf(')', _at);
                if (end < 0) throw Wrong("a parenthesis is not closed");
                var values = text[(_at + 1)..end].Split(',');
                _at = end + 1;
                if (values.Length < 2) throw Wrong($"'({string.Join(',', values)})' lacks the time of silence");
                on = Integer(values[0].Trim(), 0, MaxMilliseconds, "a tone's length") * SamplesPerMillisecond;
                off = Integer(values[1].Trim(), 0, MaxMilliseconds, "a silence's length") * SamplesPerMillisecond;
                foreach (var value in values.AsSpan(2)) frequencies.Add(Decimal(value.Trim(), 1, G711.SampleRate / 2 - 1, "a frequency"));
            }

            Add(key, on, off, frequencies);
        }
    }

    private void Add(char key, int on, int off, List<double> frequencies)
    {
        if (key == '%')
        {
            if (frequencies.Count is 0 or > MaxFrequencies) throw Wrong($"a step has {frequencies.Count} frequencies; 1 to {MaxFrequencies} can be played");
        }
        else if (DigitKeys.IndexOf(key, StringComparison.Ordinal) is >= 0 and var digit && frequencies.Count == 0)
        {
            frequencies = [Rows[digit / 4], Columns[digit % 4]];
        }
        else
        {
            throw Wrong($"'{key}' is neither a step %(on,off,frequencies) nor a digit");
        }

        if (_steps.Count + _stepRepetitions > MaxSteps) throw Wrong($"it has more than {MaxSteps} steps");
        var fade = _fadeSign * _fadeBy;
        _steps.AddRange(Enumerable.Repeat(new ToneStep(on, off, [.. frequencies], _volume, fade == 0 ? 0 : _fadeSamples, fade), _stepRepetitions));
        // A repetition holds for one step (libteletone counts it down to zero).
        _stepRepetitions = 1;
    }

    private int Integer(string text, int least, int most, string name) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw Wrong($"{name} is '{text}', not a whole number of {least} to {most}");

    private double Decimal(string text, double least, double most, string name) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw Wrong(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}', not a number of {least} to {most}"));
}
