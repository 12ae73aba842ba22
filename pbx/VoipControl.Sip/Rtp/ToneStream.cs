namespace VoipControl.Sip.Rtp;

/// <summary>
/// A sequence of tones in the notation of FreeSWITCH's <c>tone_stream://</c>: <c>%(on,off,f1,f2…)</c> in milliseconds and Hertz,
/// <c>v=</c> volume in dB, <c>d=</c> and <c>w=</c> default lengths, <c>l=</c> and <c>L=</c> repetitions, <c>&gt;=</c>, <c>&lt;=</c> and
/// <c>+=</c> fades, digits for their DTMF tones, and <c>;loops=</c> for the whole (libteletone_generate.c, mod_tone_stream.c).
/// Immutable; each reader of it is a source of its own.
/// </summary>
public sealed class ToneStream
{
    private readonly ToneStep[] _steps;

    internal ToneStream(ToneStep[] steps, int plays)
    {
        _steps = steps;
        Plays = plays;
        Length = TimeSpan.FromSeconds(steps.Sum(static s => (double)s.On + s.Off) / G711.SampleRate);
    }

    /// <summary>How often it is played; 0 is without end.</summary>
    public int Plays { get; }

    /// <summary>The length of one play.</summary>
    public TimeSpan Length { get; }

    /// <summary>Reads a description, with or without the leading <c>tone_stream://</c>.</summary>
    /// <exception cref="FormatException">It is not one; the message says what and where.</exception>
    public static ToneStream Parse(string description) => new ToneStreamParser(description).Parse();

    /// <summary>A source that plays it from the beginning.</summary>
    public IAudioSource Open() => new ToneStreamSource(_steps, Plays);
}
