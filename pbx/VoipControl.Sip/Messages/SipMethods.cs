namespace VoipControl.Sip;

/// <summary>Names of the methods this stack speaks of. A method is case-sensitive (RFC 3261 7.1) and any token may be one.</summary>
public static class SipMethods
{
    public const string Invite = "INVITE";
    public const string Ack = "ACK";
    public const string Bye = "BYE";
    public const string Cancel = "CANCEL";
    public const string Options = "OPTIONS";
    public const string Register = "REGISTER";
    public const string Refer = "REFER";
    public const string Notify = "NOTIFY";
    public const string Subscribe = "SUBSCRIBE";
    public const string Publish = "PUBLISH";
    public const string Info = "INFO";
    public const string Update = "UPDATE";
    public const string Prack = "PRACK";
    public const string Message = "MESSAGE";

    // Known methods come out of the parser as these constants: no allocation, and comparing them ends at the reference.
    internal static string Of(ReadOnlySpan<byte> token) => token.Length switch
    {
        3 when token.SequenceEqual("ACK"u8) => Ack,
        3 when token.SequenceEqual("BYE"u8) => Bye,
        4 when token.SequenceEqual("INFO"u8) => Info,
        5 when token.SequenceEqual("REFER"u8) => Refer,
        5 when token.SequenceEqual("PRACK"u8) => Prack,
        6 when token.SequenceEqual("INVITE"u8) => Invite,
        6 when token.SequenceEqual("CANCEL"u8) => Cancel,
        6 when token.SequenceEqual("NOTIFY"u8) => Notify,
        6 when token.SequenceEqual("UPDATE"u8) => Update,
        7 when token.SequenceEqual("OPTIONS"u8) => Options,
        7 when token.SequenceEqual("MESSAGE"u8) => Message,
        7 when token.SequenceEqual("PUBLISH"u8) => Publish,
        8 when token.SequenceEqual("REGISTER"u8) => Register,
        9 when token.SequenceEqual("SUBSCRIBE"u8) => Subscribe,
        _ => SipText.Decode(token),
    };
}
