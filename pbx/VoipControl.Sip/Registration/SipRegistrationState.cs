namespace VoipControl.Sip;

/// <summary>How a registration stands.</summary>
public enum SipRegistrationState
{
    /// <summary>Not started, or ended and taken back.</summary>
    Off,

    /// <summary>The first REGISTER is under way.</summary>
    Registering,

    /// <summary>The registrar holds our Contact.</summary>
    Registered,

    /// <summary>The latest REGISTER failed; another follows after a pause.</summary>
    Failed,
}
