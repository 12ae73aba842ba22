using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using VoipControl.Lab.Calls;
using VoipControl.Lab.Channels;

namespace VoipControl.Lab.Flood;

/// <summary>
/// Makes the templates by playing inbound-bridged-call once with a clock and numbers that can be found again in the
/// events. So the flood sends what a played call sends, header for header.
/// </summary>
internal sealed partial class FloodTemplates
{
    private const string ModelCaller = "99655510000";

    private static readonly Dictionary<string, long> Units = new(StringComparer.Ordinal)
    {
        ["sec"] = 1_000_000,
        ["msec"] = 1000,
        ["usec"] = 1,
    };

    private readonly List<SwitchEvent> _events = [];
    private readonly Dictionary<long, int> _momentOf = [];
    private readonly string _a;
    private readonly string _b;
    private readonly string _callId;

    public FloodTemplates(SwitchCore real)
    {
        var options = real.Options with { CdrDirectory = null };
        using var life = new SwitchLife(
            options, new SteppingClock(), new Random(1), new CallLedger(1), new ConcurrentDictionary<string, LabEndpoint>(),
            new ConcurrentQueue<Exception>(), e => _events.Add((SwitchEvent)e));
        lock (life.Core.Gate)
            LabScenarios.Play("inbound-bridged-call", life);
        if (_events.Count != FloodCall.Events)
            throw new InvalidOperationException($"The model call has {_events.Count} events instead of {FloodCall.Events}.");
        _a = _events[0].HeaderValue("Unique-ID")!;
        _b = _events[1].HeaderValue("Unique-ID")!;
        _callId = _events[0].HeaderValue("variable_sip_call_id")!.Split('-')[0];
        ReadMoments();
        Plain = [.. Enumerable.Range(0, FloodCall.Events).Select(i => Make(i, real.CoreId, json: false))];
        Json = [.. Enumerable.Range(0, FloodCall.Events).Select(i => Make(i, real.CoreId, json: true))];
    }

    /// <summary>Which event's time each of these is: the answer and the end of either leg.</summary>
    public int AnsweredA => Moment(_a, "Caller-Channel-Answered-Time");

    public int AnsweredB => Moment(_b, "Caller-Channel-Answered-Time");

    public int EndedA => Moment(_a, "Caller-Channel-Hangup-Time");

    public int EndedB => Moment(_b, "Caller-Channel-Hangup-Time");

    public EventTemplate[] Plain { get; }

    public EventTemplate[] Json { get; }

    // What is noted on a leg just before an event happened at that event.
    private void ReadMoments()
    {
        var own = _events.Select(e => long.Parse(e.HeaderValue("Event-Date-Timestamp")!, CultureInfo.InvariantCulture)).ToArray();
        foreach (var e in _events)
        {
            foreach (var header in e.Headers)
            {
                if (header.Value.Length != 16 || !long.TryParse(header.Value, CultureInfo.InvariantCulture, out var micros))
                    continue;
                var at = Array.FindIndex(own, t => t >= micros);
                _momentOf[micros] = at < 0 ? FloodCall.Events - 1 : at;
            }
        }
    }

    private int Moment(string uuid, string header)
    {
        var last = _events.FindLast(e => e.HeaderValue("Unique-ID") == uuid)!;
        return _momentOf[long.Parse(last.HeaderValue(header)!, CultureInfo.InvariantCulture)];
    }

    private EventTemplate Make(int index, string coreId, bool json)
    {
        var e = _events[index];
        var texts = new List<byte[]>();
        var patches = new List<Patch>();
        var text = new ArrayBufferWriter<byte>();
        void Gap(Patch patch)
        {
            texts.Add(text.WrittenSpan.ToArray());
            text = new ArrayBufferWriter<byte>();
            patches.Add(patch);
        }
        if (json)
            text.Write("{"u8);
        for (var h = 0; h < e.Headers.Count; h++)
        {
            var (name, value) = e.Headers[h];
            if (name == "Core-UUID")
                value = coreId;
            if (json && value.StartsWith("ARRAY::", StringComparison.Ordinal))
            {
                text.Write(Encoding.UTF8.GetBytes($",\"{name}\":"));
                EventText.JsonValue(text, value);
                continue;
            }
            text.Write(Encoding.UTF8.GetBytes(json ? $"{(h > 0 ? "," : "")}\"{name}\":\"" : name + ": "));
            if (WholeValue(e, name, value, index) is { } patch)
                Gap(patch);
            else
                Pieces(value, piece => Encode(text, piece, json), Gap);
            text.Write(json ? "\""u8 : "\n"u8);
        }
        text.Write(json ? "}"u8 : "\n"u8);
        texts.Add(text.WrittenSpan.ToArray());
        return new EventTemplate(e.Name, json, [.. texts], [.. patches]);
    }

    private Patch? WholeValue(SwitchEvent e, string name, string value, int index)
    {
        switch (name)
        {
            case "Event-Sequence":
                return new(PatchKind.Sequence);
            case "variable_session_id":
                return new(PatchKind.Session, value == "1" ? 0 : 1);
            case "Event-Date-Local":
                return new(PatchKind.Stamp, index);
            case "Event-Date-GMT":
                return new(PatchKind.Gmt, index);
        }
        if (value.Length == 16 && long.TryParse(value, CultureInfo.InvariantCulture, out var micros)
            && _momentOf.TryGetValue(micros, out var moment))
            return new(PatchKind.Micros, moment);
        if (name.EndsWith("_epoch", StringComparison.Ordinal) && value != "0")
            return new(PatchKind.Seconds, _momentOf[Uepoch(e, name[..^6])]);
        if (name.EndsWith("_stamp", StringComparison.Ordinal) && value.Contains(' ', StringComparison.Ordinal))
            return new(PatchKind.Stamp, _momentOf[Uepoch(e, name[..^6])]);
        return Duration(e, name, value);
    }

    private static long Uepoch(SwitchEvent e, string prefix) =>
        long.Parse(e.HeaderValue(prefix + "_uepoch")!, CultureInfo.InvariantCulture);

    private Patch? Duration(SwitchEvent e, string name, string value)
    {
        if (DurationName().Match(name) is not { Success: true } match || value == "0")
            return null;
        var unit = match.Groups["total"] is { Success: true, Value: var total }
            ? total switch { "m" => 1000, "u" => 1, _ => 1_000_000 }
            : Units[match.Groups["unit"].Value];
        var (from, to) = match.Groups["what"].Value switch
        {
            "bill" => ("answer", "end"),
            "progress" => ("start", "progress"),
            "answer" => ("start", "answer"),
            "wait" => ("start", "bridge"),
            "progress_media" => ("start", "progress_media"),
            _ => ("start", "end"),
        };
        return new(
            PatchKind.Duration, _momentOf[Uepoch(e, "variable_" + from)], _momentOf[Uepoch(e, "variable_" + to)], unit);
    }

    // Values that hold a uuid, the caller or the Call-ID somewhere inside.
    private void Pieces(string value, Action<string> write, Action<Patch> gap)
    {
        while (value.Length > 0)
        {
            var (at, length, kind) = FirstOf(value);
            if (at < 0)
            {
                write(value);
                return;
            }
            if (at > 0)
                write(value[..at]);
            gap(new Patch(kind));
            value = value[(at + length)..];
        }
    }

    private (int At, int Length, PatchKind Kind) FirstOf(string value)
    {
        var best = (At: -1, Length: 0, Kind: PatchKind.UuidA);
        foreach (var (text, kind) in ((string, PatchKind)[])
            [(_a, PatchKind.UuidA), (_b, PatchKind.UuidB), (ModelCaller, PatchKind.Caller), (_callId, PatchKind.CallId)])
        {
            var at = value.IndexOf(text, StringComparison.Ordinal);
            if (at >= 0 && (best.At < 0 || at < best.At))
                best = (at, text.Length, kind);
        }
        return best;
    }

    private static void Encode(ArrayBufferWriter<byte> to, string value, bool json)
    {
        if (!json)
        {
            EventText.Percent(to, value);
            return;
        }
        // Without the quotes around it: the gaps stand inside the string.
        var quoted = new ArrayBufferWriter<byte>();
        EventText.JsonString(quoted, value);
        to.Write(quoted.WrittenSpan[1..^1]);
    }

    [GeneratedRegex("^variable_(?:(?<total>m|u|)duration|(?<what>bill|progress|answer|wait|progress_media|flow_bill)(?<unit>sec|msec|usec))$")]
    private static partial Regex DurationName();
}
