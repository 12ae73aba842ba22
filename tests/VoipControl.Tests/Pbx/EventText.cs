using System.Text;
using VoipControl.Core.Calls;
using VoipControl.Esl;
using VoipControl.Pbx.Nodes;

namespace VoipControl.Tests.Pbx;

/// <summary>Channel events as a switch writes them, header by header.</summary>
internal sealed class EventText
{
    public const string Leg = "11111111-1111-4111-8111-111111111111";
    public const string Other = "22222222-2222-4222-8222-222222222222";
    public const string Core = "cccccccc-cccc-4ccc-8ccc-cccccccccccc";
    public const long AtMicros = 1_763_640_000_000_000;

    public static readonly DateTime At = DateTime.UnixEpoch.AddTicks(AtMicros * TimeSpan.TicksPerMicrosecond);

    private readonly List<(string Name, string Value)> _headers;

    private EventText(List<(string, string)> headers) => _headers = headers;

    public static EventText Of(string name) => new(
    [
        ("Event-Name", name), ("Core-UUID", Core), ("Event-Date-Timestamp", "1763640000000000"), ("Event-Sequence", "42"), ("Unique-ID", Leg),
        ("Call-Direction", "inbound"),
    ]);

    public EventText With(string name, string value) => new([.. _headers.Where(h => h.Name != name), (name, value)]);

    public EventText Without(string name) => new([.. _headers.Where(h => h.Name != name)]);

    public EslEvent Parse() =>
        EslEvent.FromPlain(Encoding.UTF8.GetBytes(string.Concat(_headers.Select(static h => $"{h.Name}: {Uri.EscapeDataString(h.Value)}\n")) + "\n"));

    /// <summary>What the event is read as.</summary>
    public (bool Ok, List<LegFact> Facts, string? Problem) Read(bool dump = false, TestMark? marks = null, Action? markRefused = null)
    {
        using var parsed = Parse();
        var facts = new List<LegFact>();
        var reader = new CallEvents("fsa", marks, markRefused);
        var ok = dump ? reader.TryReadDump(parsed, facts, out var problem) : reader.TryRead(parsed, facts, out problem);
        return (ok, facts, problem);
    }
}
