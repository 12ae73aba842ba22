using System.Globalization;
using VoipControl.Core.Calls;

namespace VoipControl.Pbx.Nodes;

/// <summary>Reads `transfer_history`: `epoch:id:kind:target`, several of them as `ARRAY::…|:…` (switch_event.c, switch_ivr.c, switch_ivr_bridge.c).</summary>
internal static class TransferHistory
{
    private const int MaxEntries = 100;

    public static IReadOnlyList<Transfer>? Read(string history)
    {
        const string Array = "ARRAY::";
        var text = history.StartsWith(Array, StringComparison.Ordinal) ? history[Array.Length..] : history;
        var transfers = new List<Transfer>();
        foreach (var entry in text.Split("|:", MaxEntries + 1))
        {
            if (transfers.Count == MaxEntries) break;
            var parts = entry.Split(':', 4);
            if (parts.Length == 4 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
                && epoch is > 0 and < 253_402_300_799 && Guid.TryParse(parts[1], out var id) && KindOf(parts[2]) is { } kind)
                transfers.Add(new Transfer(id, DateTimeOffset.FromUnixTimeSeconds(epoch).UtcDateTime, kind, FactText.Cut(parts[3])));
        }
        return transfers.Count == 0 ? null : transfers;
    }

    private static TransferKind? KindOf(string word) => word switch
    {
        "bl_xfer" => TransferKind.Blind,
        "att_xfer" => TransferKind.Attended,
        "uuid_br" => TransferKind.Bridge,
        _ => null,
    };
}

/// <summary>Texts of the outside world as facts carry them. A header may have megabytes; a fact is kept in the journal, in memory and in MySQL.</summary>
internal static class FactText
{
    /// <summary>Longest text of a fact, in characters.</summary>
    public const int MaxLength = 1024;

    /// <summary>The longest path there is (PATH_MAX of Linux): a shorter one would name another file.</summary>
    public const int MaxPathLength = 4096;

    /// <summary>The beginning of a text; never half a surrogate pair.</summary>
    public static string Cut(string text) =>
        text.Length <= MaxLength ? text : text[..(char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
}

/// <summary>Names that a switch shows for parties.</summary>
internal static class PartyName
{
    /// <summary>The name, or null where it is only FreeSWITCH's word for "we do not know" (switch_ivr_originate.c).</summary>
    public static string? Read(string? name) => name is "Outbound Call" ? null : name;
}

/// <summary>Our own channel variables (`vc_…`), with limits: they come from dialplans and API users.</summary>
internal static class OwnVariable
{
    private const int MaxCount = 64;

    public static void Add(ref Dictionary<string, string>? variables, string name, string value)
    {
        variables ??= new Dictionary<string, string>(StringComparer.Ordinal);
        if (variables.Count < MaxCount && name.Length <= 128) variables.TryAdd(name, FactText.Cut(value));
    }
}

/// <summary>The SIP status that ended a leg: `sip_term_status`, or `proto_specific_hangup_cause` as `sip:486` (mod_sofia.c).</summary>
internal static class SipStatus
{
    public static int? Read(string? termStatus, string? protocolCause)
    {
        if (int.TryParse(termStatus, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 300 and <= 699) return status;
        return protocolCause?.StartsWith("sip:", StringComparison.Ordinal) == true
            && int.TryParse(protocolCause.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out status) && status is >= 300 and <= 699
            ? status : null;
    }
}
