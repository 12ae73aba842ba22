using NUnit.Framework;
using VoipControl.Sip;
using Input = VoipControl.Sip.SipTransactionInput;
using Output = VoipControl.Sip.SipTransactionOutput;
using State = VoipControl.Sip.SipTransactionState;

namespace VoipControl.Tests.Sip.Transactions;

/// <summary>
/// Every state and input of the four machines of RFC 3261 section 17 (figures 5 to 8) with RFC 6026. A line is
/// "state input -> output state"; what has no line is ignored, which is tested too.
/// </summary>
public sealed class TransactionRulesTests
{
    private static readonly string[] InviteClient =
    [
        "Calling Provisional -> Deliver Proceeding",
        "Calling Success -> Deliver Accepted",
        "Calling Failure -> SendAck|Deliver Completed",
        "Calling RetransmitTimer -> Send Calling",
        "Calling TimeoutTimer -> TimedOut Terminated",
        "Calling TransportError -> Failed Terminated",
        "Proceeding Provisional -> Deliver Proceeding",
        "Proceeding Success -> Deliver Accepted",
        "Proceeding Failure -> SendAck|Deliver Completed",
        "Completed Failure -> SendAck Completed",
        "Completed LingerTimer -> None Terminated",
        "Completed TransportError -> None Terminated",
        "Accepted Success -> Deliver Accepted",
        "Accepted LingerTimer -> None Terminated",
    ];

    private static readonly string[] NonInviteClient =
    [
        "Trying Provisional -> Deliver Proceeding",
        "Trying Success -> Deliver Completed",
        "Trying Failure -> Deliver Completed",
        "Trying RetransmitTimer -> Send Trying",
        "Trying TimeoutTimer -> TimedOut Terminated",
        "Trying TransportError -> Failed Terminated",
        "Proceeding Provisional -> Deliver Proceeding",
        "Proceeding Success -> Deliver Completed",
        "Proceeding Failure -> Deliver Completed",
        "Proceeding RetransmitTimer -> Send Proceeding",
        "Proceeding TimeoutTimer -> TimedOut Terminated",
        "Proceeding TransportError -> Failed Terminated",
        "Completed LingerTimer -> None Terminated",
    ];

    private static readonly string[] InviteServer =
    [
        "Proceeding TryingTimer -> SendTrying Proceeding",
        "Proceeding Request -> Send Proceeding",
        "Proceeding Provisional -> Send Proceeding",
        "Proceeding Success -> Send Accepted",
        "Proceeding Failure -> Send Completed",
        "Proceeding TransportError -> Failed Proceeding",
        "Completed Request -> Send Completed",
        "Completed RetransmitTimer -> Send Completed",
        "Completed Ack -> None Confirmed",
        "Completed TimeoutTimer -> TimedOut Terminated",
        "Completed TransportError -> Failed Completed",
        "Confirmed LingerTimer -> None Terminated",
        "Accepted Success -> Send Accepted",
        "Accepted Ack -> Deliver Accepted",
        "Accepted LingerTimer -> None Terminated",
        "Accepted TransportError -> Failed Accepted",
    ];

    private static readonly string[] NonInviteServer =
    [
        "Trying Provisional -> Send Proceeding",
        "Trying Success -> Send Completed",
        "Trying Failure -> Send Completed",
        "Trying TimeoutTimer -> TimedOut Terminated",
        "Proceeding Request -> Send Proceeding",
        "Proceeding Provisional -> Send Proceeding",
        "Proceeding Success -> Send Completed",
        "Proceeding Failure -> Send Completed",
        "Proceeding TimeoutTimer -> TimedOut Terminated",
        "Proceeding TransportError -> Failed Terminated",
        "Completed Request -> Send Completed",
        "Completed LingerTimer -> None Terminated",
        "Completed TransportError -> Failed Terminated",
    ];

    [Test]
    public void The_client_of_an_INVITE() => Check(SipTransactionRules.InviteClient, InviteClient);

    [Test]
    public void The_client_of_another_request() => Check(SipTransactionRules.NonInviteClient, NonInviteClient);

    [Test]
    public void The_server_of_an_INVITE() => Check(SipTransactionRules.InviteServer, InviteServer);

    [Test]
    public void The_server_of_another_request() => Check(SipTransactionRules.NonInviteServer, NonInviteServer);

    private static void Check(Func<State, Input, (Output, State)> machine, string[] table)
    {
        var expected = table.Select(line => line.Split(" -> ")).ToDictionary(parts => parts[0], parts => parts[1]);
        Assert.Multiple(() =>
        {
            foreach (var state in Enum.GetValues<State>())
            {
                foreach (var input in Enum.GetValues<Input>())
                {
                    var (output, next) = machine(state, input);
                    var actual = $"{output.ToString().Replace(", ", "|", StringComparison.Ordinal)} {next}";
                    Assert.That(actual, Is.EqualTo(expected.GetValueOrDefault($"{state} {input}", $"None {state}")), $"{state} {input}");
                }
            }
        });
    }
}
