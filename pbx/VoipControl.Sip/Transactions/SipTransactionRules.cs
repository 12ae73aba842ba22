using Input = VoipControl.Sip.SipTransactionInput;
using Output = VoipControl.Sip.SipTransactionOutput;
using State = VoipControl.Sip.SipTransactionState;

namespace VoipControl.Sip;

/// <summary>
/// The four state machines as pure tables: RFC 3261 figures 5 to 8, with the corrections of RFC 6026 (Accepted state,
/// transport errors at servers). An input that a state does not know changes nothing. Timers are not here: which run is a
/// property of the state (see the transactions).
/// </summary>
internal static class SipTransactionRules
{
    /// <summary>RFC 3261 17.1.1, RFC 6026 8.4.</summary>
    public static (Output Output, State State) InviteClient(State state, Input input) => (state, input) switch
    {
        (State.Calling or State.Proceeding, Input.Provisional) => (Output.Deliver, State.Proceeding),
        (State.Calling or State.Proceeding, Input.Success) => (Output.Deliver, State.Accepted),
        (State.Calling or State.Proceeding, Input.Failure) => (Output.SendAck | Output.Deliver, State.Completed),
        (State.Calling, Input.RetransmitTimer) => (Output.Send, State.Calling),
        (State.Calling, Input.TimeoutTimer) => (Output.TimedOut, State.Terminated),
        (State.Calling, Input.TransportError) => (Output.Failed, State.Terminated),
        (State.Completed, Input.Failure) => (Output.SendAck, State.Completed),
        (State.Completed, Input.LingerTimer or Input.TransportError) => (Output.None, State.Terminated),
        (State.Accepted, Input.Success) => (Output.Deliver, State.Accepted),
        (State.Accepted, Input.LingerTimer) => (Output.None, State.Terminated),
        _ => (Output.None, state),
    };

    /// <summary>RFC 3261 17.1.2.</summary>
    public static (Output Output, State State) NonInviteClient(State state, Input input) => (state, input) switch
    {
        (State.Trying or State.Proceeding, Input.Provisional) => (Output.Deliver, State.Proceeding),
        (State.Trying or State.Proceeding, Input.Success or Input.Failure) => (Output.Deliver, State.Completed),
        (State.Trying or State.Proceeding, Input.RetransmitTimer) => (Output.Send, state),
        (State.Trying or State.Proceeding, Input.TimeoutTimer) => (Output.TimedOut, State.Terminated),
        (State.Trying or State.Proceeding, Input.TransportError) => (Output.Failed, State.Terminated),
        (State.Completed, Input.LingerTimer) => (Output.None, State.Terminated),
        _ => (Output.None, state),
    };

    /// <summary>RFC 3261 17.2.1, RFC 6026 8.5 and 8.7.</summary>
    public static (Output Output, State State) InviteServer(State state, Input input) => (state, input) switch
    {
        (State.Proceeding, Input.TryingTimer) => (Output.SendTrying, State.Proceeding),
        (State.Proceeding, Input.Request or Input.Provisional) => (Output.Send, State.Proceeding),
        (State.Proceeding, Input.Success) => (Output.Send, State.Accepted),
        (State.Proceeding, Input.Failure) => (Output.Send, State.Completed),
        (State.Completed, Input.Request or Input.RetransmitTimer) => (Output.Send, State.Completed),
        (State.Completed, Input.Ack) => (Output.None, State.Confirmed),
        (State.Completed, Input.TimeoutTimer) => (Output.TimedOut, State.Terminated),
        (State.Confirmed, Input.LingerTimer) => (Output.None, State.Terminated),
        (State.Accepted, Input.Success) => (Output.Send, State.Accepted),
        (State.Accepted, Input.Ack) => (Output.Deliver, State.Accepted),
        (State.Accepted, Input.LingerTimer) => (Output.None, State.Terminated),
        (State.Proceeding or State.Completed or State.Accepted, Input.TransportError) => (Output.Failed, state),
        _ => (Output.None, state),
    };

    /// <summary>RFC 3261 17.2.2. A server whose user never answers ends when the client has given up.</summary>
    public static (Output Output, State State) NonInviteServer(State state, Input input) => (state, input) switch
    {
        (State.Trying or State.Proceeding, Input.Provisional) => (Output.Send, State.Proceeding),
        (State.Trying or State.Proceeding, Input.Success or Input.Failure) => (Output.Send, State.Completed),
        (State.Trying or State.Proceeding, Input.TimeoutTimer) => (Output.TimedOut, State.Terminated),
        (State.Proceeding or State.Completed, Input.Request) => (Output.Send, state),
        (State.Completed, Input.LingerTimer) => (Output.None, State.Terminated),
        (State.Proceeding or State.Completed, Input.TransportError) => (Output.Failed, State.Terminated),
        _ => (Output.None, state),
    };
}
