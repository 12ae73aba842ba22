namespace VoipControl.Core.Trunks;

/// <summary>What a canary's far end does, and so which directions it can prove.</summary>
public enum CanaryMode : byte
{
    /// <summary>The call comes back to our own callee, which answers and sends another tone: both directions are heard at both ends.</summary>
    Loop = 1,

    /// <summary>The far end sends back what it hears: our own tone, heard by us, proves both directions together.</summary>
    Echo = 2,

    /// <summary>The far end plays a tone: only the direction towards us is proved.</summary>
    Tone = 3,
}
