using VoipControl.Lab.Signalling;

namespace VoipControl.Lab.Channels;

/// <summary>One recording that runs on a leg.</summary>
internal sealed class Recording
{
    public required string Path { get; init; }
    public required long StartedMicros { get; init; }
    public bool Masked { get; set; }

    /// <summary>The file being written; null on a leg without media.</summary>
    public RecordingFile? File { get; init; }

    /// <summary>Recordings of the dialplan outlive the channel's hang-up by a moment, those of a command too.</summary>
    public bool FromDialplan { get; init; }
}
