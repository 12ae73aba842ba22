namespace VoipControl.Sip.Phone;

/// <summary>Which codecs a phone offers and takes.</summary>
public enum PhoneCodecs
{
    /// <summary>PCMU, then PCMA.</summary>
    PcmuFirst,

    /// <summary>PCMA, then PCMU.</summary>
    PcmaFirst,

    /// <summary>PCMU alone.</summary>
    PcmuOnly,

    /// <summary>PCMA alone.</summary>
    PcmaOnly,
}
