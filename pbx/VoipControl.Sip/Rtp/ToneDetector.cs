namespace VoipControl.Sip.Rtp;

/// <summary>
/// Recognises steady tones out of a list of candidates. A block of 100 ms is looked at in two halves, each through a Hann
/// window and the Goertzel algorithm for each candidate. The phase advance between the halves tells the true frequency to a
/// fraction of a Hertz, so that candidates may be closer than the filter is sharp. A tone is heard when it carries enough of
/// the block's energy in both halves, stands as steady as only a generator does, and lasts for two blocks. Pure.
/// </summary>
internal sealed class ToneDetector
{
    /// <summary>Most candidates: each costs time for each sample.</summary>
    public const int MaxCandidates = 32;

    /// <summary>Samples a block: 100 ms.</summary>
    public const int BlockSamples = 2 * HalfSamples;

    private const int HalfSamples = 400;

    // Shares of the energy: one of two equal tones carries half; speech spreads over harmonics, noise over everything. They also
    // keep out a tone 15 to 25 Hz away, whose phase looks right again one turn later: through the window less than half is left.
    private const double LeastShareOfTone = 0.3;
    private const double LeastShareOfAll = 0.5;

    // Between the halves a generator's level does not move; 2 dB leave room for noise.
    private const double MostChange = 1.6;

    // A telephone network's tones stay within 1 % at worst; what is farther away is another tone.
    private const double WidestTolerance = 5;

    private static readonly TimeSpan BlockLength = TimeSpan.FromSeconds((double)BlockSamples / G711.SampleRate);

    // Heard now: the last block that had it is not older than this.
    private static readonly TimeSpan Now = TimeSpan.FromMilliseconds(250);

    // -40 dBm0 as a mean square of samples.
    private static readonly double LeastPower = Math.Pow(short.MaxValue, 2) / 2 * Math.Pow(10, (-40 - ToneSource.FullScaleLevel) / 10);

    private static readonly float[] Window = HannWindow();

    private readonly Candidate[] _candidates;
    private readonly float[] _block = new float[BlockSamples];
    private int _filled;
    private long _audibleBlocks;

    /// <param name="frequencies">Hertz.</param>
    /// <exception cref="ArgumentException">There are too many, one is out of range, or two are closer than 2 Hz.</exception>
    public ToneDetector(IReadOnlyList<double> frequencies)
    {
        if (frequencies.Count > MaxCandidates) throw new ArgumentException($"{frequencies.Count} tones to listen for; at most {MaxCandidates}.", nameof(frequencies));
        double[] sorted = [.. frequencies.Order()];
        for (var i = 0; i < sorted.Length; i++)
        {
            if (!(sorted[i] is > 50 and < 3950)) throw new ArgumentException($"A tone of {sorted[i]} Hz cannot be listened for; 50 to 3950 Hz can.", nameof(frequencies));
            if (i > 0 && sorted[i] - sorted[i - 1] < 2) throw new ArgumentException($"{sorted[i - 1]} and {sorted[i]} Hz are closer than 2 Hz.", nameof(frequencies));
        }

        _candidates = new Candidate[sorted.Length];
        for (var i = 0; i < sorted.Length; i++)
        {
            var nearest = Math.Min(i > 0 ? sorted[i] - sorted[i - 1] : double.MaxValue, i + 1 < sorted.Length ? sorted[i + 1] - sorted[i] : double.MaxValue);
            _candidates[i] = new Candidate(sorted[i], Math.Min(WidestTolerance, nearest / 2));
        }
    }

    /// <summary>Audio above -40 dBm0.</summary>
    public TimeSpan Audible => _audibleBlocks * BlockLength;

    /// <summary>Takes decoded audio.</summary>
    /// <param name="samples">In order and without a hole.</param>
    /// <param name="now">When it came.</param>
    public void Take(ReadOnlySpan<short> samples, TimeSpan now)
    {
        while (!samples.IsEmpty)
        {
            var count = Math.Min(samples.Length, BlockSamples - _filled);
            for (var i = 0; i < count; i++) _block[_filled + i] = samples[i];
            _filled += count;
            samples = samples[count..];
            if (_filled < BlockSamples) return;
            _filled = 0;
            Judge(now);
        }
    }

    /// <summary>Audio is missing here: what was gathered cannot be joined to what follows.</summary>
    public void Skip() => _filled = 0;

    /// <summary>The tones that were heard, in order of frequency.</summary>
    public IReadOnlyList<HeardTone> HeardAt(TimeSpan now) =>
    [
        .. _candidates.Where(static c => c.Blocks > 0).Select(c => new HeardTone(c.Frequency, c.Blocks * BlockLength, c.First, c.Last, c.Running >= 2 && now - c.Last <= Now)),
    ];

    private static float[] HannWindow()
    {
        var window = new float[HalfSamples];
        for (var i = 0; i < window.Length; i++) window[i] = (float)(0.5 - 0.5 * Math.Cos(Math.Tau * (i + 0.5) / HalfSamples));
        return window;
    }

    private static double PowerOf(ReadOnlySpan<float> half)
    {
        double sum = 0;
        foreach (var sample in half) sum += sample * sample;
        return sum / half.Length;
    }

    private void Judge(TimeSpan now)
    {
        var first = PowerOf(_block.AsSpan(0, HalfSamples));
        var second = PowerOf(_block.AsSpan(HalfSamples));
        var audible = first >= LeastPower && second >= LeastPower;
        if (audible) _audibleBlocks++;
        double together = 0;
        Span<bool> present = stackalloc bool[_candidates.Length];
        for (var i = 0; audible && i < _candidates.Length; i++)
        {
            if (!TryMeasure(_candidates[i], first, second, out var share)) continue;
            present[i] = true;
            together += share;
        }

        for (var i = 0; i < _candidates.Length; i++) _candidates[i].Take(present[i] && together >= LeastShareOfAll, now);
    }

    private bool TryMeasure(Candidate candidate, double firstPower, double secondPower, out double share)
    {
        share = 0;
        var (re1, im1) = candidate.Correlate(_block.AsSpan(0, HalfSamples), Window);
        var (re2, im2) = candidate.Correlate(_block.AsSpan(HalfSamples), Window);
        var (tone1, tone2) = (TonePower(re1, im1), TonePower(re2, im2));
        if (tone1 < LeastShareOfTone * firstPower || tone2 < LeastShareOfTone * secondPower) return false;
        if (tone1 > MostChange * tone2 || tone2 > MostChange * tone1) return false;
        var advance = Math.Atan2(im2 * re1 - re2 * im1, re2 * re1 + im2 * im1) - candidate.Advance;
        advance -= Math.Round(advance / Math.Tau) * Math.Tau;
        if (Math.Abs(advance / Math.Tau * G711.SampleRate / HalfSamples) >= candidate.Tolerance) return false;
        share = Math.Min(tone1 / firstPower, tone2 / secondPower);
        return true;
    }

    // A sine of amplitude A correlates to A/2 times the window's sum, which is half its length; its power is A²/2.
    private static double TonePower(double re, double im)
    {
        var amplitude = 4 * Math.Sqrt(re * re + im * im) / HalfSamples;
        return amplitude * amplitude / 2;
    }

    /// <summary>One frequency and what was heard of it.</summary>
    private sealed class Candidate(double frequency, double tolerance)
    {
        private readonly double _cosine = Math.Cos(Math.Tau * frequency / G711.SampleRate);
        private readonly double _sine = Math.Sin(Math.Tau * frequency / G711.SampleRate);
        private TimeSpan _began;

        public double Frequency => frequency;

        /// <summary>Hertz that the measured frequency may differ by.</summary>
        public double Tolerance => tolerance;

        /// <summary>The phase that a tone of exactly this frequency gains from one half to the next.</summary>
        public double Advance { get; } = Math.Tau * frequency * HalfSamples / G711.SampleRate;

        public long Blocks { get; private set; }

        public TimeSpan First { get; private set; }

        public TimeSpan Last { get; private set; }

        /// <summary>Blocks in a row up to now.</summary>
        public int Running { get; private set; }

        public (double Re, double Im) Correlate(ReadOnlySpan<float> half, ReadOnlySpan<float> window)
        {
            double s1 = 0, s2 = 0;
            var twice = 2 * _cosine;
            for (var i = 0; i < half.Length; i++)
            {
                var s0 = half[i] * window[i] + twice * s1 - s2;
                s2 = s1;
                s1 = s0;
            }

            // Both halves carry the same constant phase factor, which the comparison cancels.
            return (s1 - s2 * _cosine, s2 * _sine);
        }

        public void Take(bool present, TimeSpan now)
        {
            if (!present)
            {
                Running = 0;
                return;
            }

            if (++Running == 1)
            {
                _began = now - BlockLength;
                return;
            }

            if (Blocks == 0) First = _began > TimeSpan.Zero ? _began : TimeSpan.Zero;
            Blocks += Running == 2 ? 2 : 1;
            Last = now;
        }
    }
}
