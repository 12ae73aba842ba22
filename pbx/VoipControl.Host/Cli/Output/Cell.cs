namespace VoipControl.Host.Cli.Output;

/// <summary>One field of a table; the text may come from anywhere.</summary>
internal readonly record struct Cell(string? Text, Tone Tone = Tone.Plain)
{
    public static implicit operator Cell(string? text) => new(text);
}
