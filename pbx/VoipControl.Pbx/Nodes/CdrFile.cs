using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using VoipControl.Core.Calls;

namespace VoipControl.Pbx.Nodes;

/// <summary>
/// Reads the record file that the switch itself writes for each leg at its end (mod_json_cdr, one `UUID.cdr.json` a leg;
/// shape: switch_ivr_generate_json_cdr in switch_ivr.c). It tells the end of legs whose events were missed.
/// </summary>
public static partial class CdrFile
{
    /// <summary>Largest file that is read. A real one has 10 to 30 KB.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Most recordings that are read from one file.</summary>
    private const int MaxRecordings = 100;

    /// <summary>
    /// Reads one file's content: the leg's recordings, whose own events may have been missed too, and last its end.
    /// Throws <see cref="FormatException"/> naming what is missing or wrong.
    /// </summary>
    public static IReadOnlyList<LegFact> Read(ReadOnlyMemory<byte> json, string node, TestMark? marks = null)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var report = Read(document.RootElement, node, marks);
            return [.. Recordings(document.RootElement, report), report];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("not a JSON record: " + e.Message, e);
        }
    }

    private static LegFact Read(JsonElement root, string node, TestMark? marks)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("variables", out var variables) || variables.ValueKind != JsonValueKind.Object)
            throw new FormatException("it has no object 'variables'");
        if (!Guid.TryParse(Text(variables, "uuid"), out var leg)) throw new FormatException($"variables.uuid is no UUID ('{Carried(variables, "uuid")}')");
        if (!Guid.TryParse(Text(root, "core-uuid"), out var core)) throw new FormatException("core-uuid is missing or no UUID");
        if (Carried(variables, "hangup_cause") is not { } cause) throw new FormatException("variables.hangup_cause is missing");
        if (Time(variables, "end_uepoch") is not { } endedAt) throw new FormatException("variables.end_uepoch is missing");
        Dictionary<string, string>? own = null;
        foreach (var variable in variables.EnumerateObject())
            if (variable.Name.StartsWith("vc_", StringComparison.Ordinal) && variable.Value.ValueKind == JsonValueKind.String)
                OwnVariable.Add(ref own, variable.Name, variable.Value.GetString()!);
        var profile = FirstProfile(root);
        return new LegFact
        {
            Kind = FactKind.Reported,
            Leg = new LegId(leg),
            Core = core,
            At = endedAt,
            Node = node,
            Originator = Guid.TryParse(Text(variables, "originating_leg_uuid") ?? Text(variables, "originator"), out var originator) ? new LegId(originator) : null,
            ForCall = Guid.TryParse(own?.GetValueOrDefault("vc_call"), out var call) ? new CallId(call) : null,
            Purpose = PurposeOf(variables, marks, Time(variables, "start_uepoch") ?? endedAt),
            Transfers = Text(variables, "transfer_history") is { } history ? TransferHistory.Read(history) : null,
            HangUp = new HangUp(cause, Carried(variables, "sip_hangup_disposition"),
                SipStatus.Read(Text(variables, "sip_term_status"), Text(variables, "proto_specific_hangup_cause"))),
            Details = new LegDetails
            {
                Direction = Text(variables, "direction") == "inbound" ? Direction.Inbound : Direction.Outbound,
                Caller = new Party(Carried(profile, "caller_id_number") ?? "", Carried(profile, "caller_id_name")),
                Callee = new Party(Carried(profile, "destination_number") ?? "", Carried(profile, "callee_id_name")),
                Channel = Carried(variables, "channel_name") ?? "",
                Context = Carried(profile, "context"),
                Trunk = Carried(variables, "sip_gateway_name") ?? Carried(variables, "sip_gateway"),
                Extension = Carried(variables, "user_name") ?? Carried(variables, "sip_auth_username") ?? Carried(variables, "dialed_user"),
                Tenant = own?.GetValueOrDefault("vc_tenant"),
                SipCallId = Carried(variables, "sip_call_id"),
                CreatedAt = Time(variables, "start_uepoch"),
                RingingAt = Time(variables, "progress_uepoch"),
                AnsweredAt = Time(variables, "answer_uepoch"),
                BridgedAt = Time(variables, "bridge_uepoch"),
                HungUpAt = endedAt,
                Variables = own,
            },
        };
    }

    private static CallPurpose? PurposeOf(JsonElement variables, TestMark? marks, DateTime began) =>
        marks is not null && (marks.TryVerify(Text(variables, "sip_h_" + TestMark.Header), began, out var purpose, out _)
            || marks.TryVerify(Text(variables, "sip_rh_" + TestMark.Header), began, out purpose, out _)) ? purpose : null;

    /// <summary>
    /// The recordings that the dialplan started, from the list of applications. Those started by command are not in the
    /// file; whoever gave the command heard of them. The switch leaves record_ms, the length of the last one, only where
    /// something was recorded (switch_ivr_async.c).
    /// </summary>
    private static IEnumerable<LegFact> Recordings(JsonElement root, LegFact report)
    {
        if (!long.TryParse(Text(root.GetProperty("variables"), "record_ms"), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)) yield break;
        var files = new List<(string File, DateTime At)>();
        TimeSpan? length = milliseconds <= FactText.MaxRecordingMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;
        if (root.TryGetProperty("app_log", out var log) && log.ValueKind == JsonValueKind.Object
            && log.TryGetProperty("applications", out var applications) && applications.ValueKind == JsonValueKind.Array)
            foreach (var application in applications.EnumerateArray())
                if (Text(application, "app_name") == "record_session" && Text(application, "app_data") is { Length: <= FactText.MaxPathLength } data && files.Count < MaxRecordings)
                    // Two that begin in the same microsecond must not pass for one fact.
                    files.Add((TimeLimit().Replace(data, ""), (Time(application, "app_stamp") ?? report.At).AddMicroseconds(files.Count)));
        var recording = new LegFact
        {
            Kind = FactKind.RecordingStarted,
            Leg = report.Leg,
            Core = report.Core,
            At = report.At,
            Node = report.Node,
            Originator = report.Originator,
            Purpose = report.Purpose,
            ForCall = report.ForCall,
        };
        foreach (var (file, at) in files) yield return recording with { At = at, Recording = file };
        if (files is [var only])
            yield return recording with { Kind = FactKind.RecordingStopped, Recording = only.File, RecordingLength = length };
    }

    /// <summary>record_session takes `file +seconds` (record_session_function in mod_dptools.c).</summary>
    [GeneratedRegex(@" +\+\d+$")]
    private static partial Regex TimeLimit();

    /// <summary>The callflow lists caller profiles newest first; the oldest one has the number that was dialled.</summary>
    private static JsonElement FirstProfile(JsonElement root)
    {
        JsonElement oldest = default;
        if (root.TryGetProperty("callflow", out var flow) && flow.ValueKind == JsonValueKind.Array)
            foreach (var entry in flow.EnumerateArray())
                if (entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("caller_profile", out var profile)) oldest = profile;
        return oldest;
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>A text that a fact carries.</summary>
    private static string? Carried(JsonElement parent, string name) => Text(parent, name) is { } text ? FactText.Cut(text) : null;

    private static DateTime? Time(JsonElement parent, string name) =>
        long.TryParse(Text(parent, name), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
        && microseconds is > 0 and < 253_402_300_799_000_000
            ? DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond) : null;
}
