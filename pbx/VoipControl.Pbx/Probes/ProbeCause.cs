using System.Globalization;
using VoipControl.Sip;

namespace VoipControl.Pbx.Probes;

/// <summary>One reason why calls failed.</summary>
/// <param name="Cause">As in <see cref="ProbeLeg.Cause"/>.</param>
/// <param name="Calls">How many failed so.</param>
public sealed record ProbeCause(string Cause, int Calls)
{
    /// <summary>Longest text of a cause: the far end chooses its words.</summary>
    private const int Longest = 100;

    /// <summary>The end of a leg in a line: "486 Busy Here", "BYE", "BYE, Q.850;cause=16".</summary>
    public static string Of(SipCallEnd end)
    {
        var text = end switch
        {
            { Message: SipResponse response } => string.Create(CultureInfo.InvariantCulture, $"{response.Status} {response.Reason}"),
            { Status: >= 200 and < 300 } => "BYE",
            _ => string.Create(CultureInfo.InvariantCulture, $"{end.Status} {SipStatus.ReasonOf(end.Status)}"),
        };
        if (end.Reason is { Length: > 0 } reason) text = $"{text}, {reason}";
        return text.Length <= Longest ? text : text[..Longest];
    }

    /// <summary>Who ended it, in a word.</summary>
    public static string WordOf(SipCallEndedBy by) => by switch
    {
        SipCallEndedBy.Local => "local",
        SipCallEndedBy.Remote => "remote",
        SipCallEndedBy.Timeout => "timeout",
        _ => "transport",
    };
}
