namespace VoipControl.Lab;

/// <summary>What a flood sent.</summary>
/// <param name="Calls">Calls played to their end.</param>
/// <param name="Events">Events made; each went to every client that listens to it.</param>
/// <param name="Bytes">Bytes handed to clients, framing included.</param>
/// <param name="Elapsed">Time from the first event to the last byte handed to the system.</param>
public readonly record struct LabFloodResult(int Calls, long Events, long Bytes, TimeSpan Elapsed)
{
    public double EventsPerSecond => Elapsed > TimeSpan.Zero ? Events / Elapsed.TotalSeconds : 0;
}
