using System.Net;
using System.Text;
using VoipControl.Sip;
using VoipControl.Testing;
using VoipControl.Testing.Sip;

namespace VoipControl.Tests.Sip.Transactions;

/// <summary>Transactions on a clock that stands still; what they send is written down with its time.</summary>
internal sealed class TransactionBench
{
    private readonly FakeTimeProvider _time = new();
    private readonly SipRequestText _text = new(new IPEndPoint(IPAddress.Loopback, 5070));
    private readonly long _start;

    public TransactionBench(SipProtocol protocol = SipProtocol.Udp)
    {
        _start = _time.GetTimestamp();
        Hop = new SipHop(protocol, new IPEndPoint(IPAddress.Loopback, 5060));
        var queue = new SipTimerQueue(_time, static work => work());
        Transactions = new SipTransactions(SipTimers.Default, queue, Send, static work => work(), new SipCounters());
    }

    public SipHop Hop { get; }

    public SipTransactions Transactions { get; }

    /// <summary>Seconds since the begin and the first words of what was sent.</summary>
    public List<string> Sent { get; } = [];

    /// <summary>Seconds since the begin and the status of what was delivered; "local" when nobody sent it.</summary>
    public List<string> Delivered { get; } = [];

    /// <summary>What sending does instead, if anything.</summary>
    public Action<Action?>? Sending { get; set; }

    public double Now => _time.GetElapsedTime(_start).TotalSeconds;

    public static IEnumerable<double> Times(IEnumerable<string> lines, string what) =>
        lines.Where(line => line.EndsWith(what, StringComparison.Ordinal)).Select(line => double.Parse(line.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));

    public void Advance(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    public SipRequest Request(string method, string? branch = null) => (SipRequest)Parse(
        _text.Request(method, "sip:bob@127.0.0.1", "call@bench", "a", null, 7, branch: branch));

    public SipClientTransaction Client(string method) => Transactions.SendRequest(
        Request(method), Hop, response => Delivered.Add(FormattableString.Invariant($"{Now} {(response.IsLocal ? "local " : "")}{response.Status}")));

    public static SipMessage Parse(string text) => SipParser.Parse(Encoding.ASCII.GetBytes(text)).Message!;

    private void Send(ReadOnlyMemory<byte> bytes, SipHop hop, Action? failed)
    {
        var words = Encoding.ASCII.GetString(bytes.Span).Split(' ');
        Sent.Add(FormattableString.Invariant($"{Now} {(words[0] == "SIP/2.0" ? words[1] : words[0])}"));
        Sending?.Invoke(failed);
    }
}
