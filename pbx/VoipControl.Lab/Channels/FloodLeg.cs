namespace VoipControl.Lab.Channels;

/// <summary>What lists show of a flood's leg.</summary>
internal readonly record struct FloodLeg(
    string Uuid, string RootUuid, bool Inbound, string Name, string Caller, string Destination, long CreatedMicros);
