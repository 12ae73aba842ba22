namespace VoipControl.Lab.Channels;

/// <summary>States of a channel with the numbers of switch_types.h; the names on the wire are CS_ and these.</summary>
internal enum ChannelState
{
    NEW = 0,
    INIT = 1,
    ROUTING = 2,
    SOFT_EXECUTE = 3,
    EXECUTE = 4,
    EXCHANGE_MEDIA = 5,
    PARK = 6,
    CONSUME_MEDIA = 7,
    HIBERNATE = 8,
    RESET = 9,
    HANGUP = 10,
    REPORTING = 11,
    DESTROY = 12,
}
