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
