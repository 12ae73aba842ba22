namespace VoipControl.Core.Commands;

/// <summary>What to do with a recording. Mask replaces the sound by silence while a card number is spoken.</summary>
public enum RecordAction : byte
{
    Start = 1,
    Stop = 2,
    Mask = 3,
    Unmask = 4,
}
