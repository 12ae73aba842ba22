namespace VoipControl.Store.Journals;

/// <summary>What stands at a place in a segment.</summary>
internal enum FrameState
{
    /// <summary>A whole entry with the right checksum.</summary>
    Valid,

    /// <summary>The bytes end within the entry.</summary>
    Incomplete,

    /// <summary>An impossible length or a wrong checksum.</summary>
    Bad,
}
