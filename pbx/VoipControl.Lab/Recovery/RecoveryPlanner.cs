namespace VoipControl.Lab.Recovery;

/// <summary>
/// Decides what <c>sofia recover</c> does: every row whose runtime_uuid is not the switch's own, whatever host it came from and
/// whether or not its call still lives, so that a stale row becomes a ghost call (recover_callback and
/// switch_core_recovery_recover in switch_core_sqldb.c, switch_core_standard_on_init, on_reset and on_execute in
/// switch_core_state_machine.c). Pure.
/// </summary>
internal static class RecoveryPlanner
{
    private static readonly HashSet<string> Announcements = new(StringComparer.OrdinalIgnoreCase) { "speak", "playback", "gentones", "say" };

    /// <summary>The plan for rows in the order of the table.</summary>
    /// <param name="rows">What <see cref="CoreDatabase"/> took for this recovery.</param>
    /// <param name="profiles">Names of the SIP profiles that run here.</param>
    /// <param name="exists">Whether a leg of that uuid lives here; such a row is refused.</param>
    public static RecoveryPlan Plan(IEnumerable<RecoveryRow> rows, IReadOnlySet<string> profiles, Func<string, bool> exists)
    {
        var read = new List<(string Uuid, RecoveryDocument Document, RecoveryDialog Dialog)>();
        var refused = new List<KeyValuePair<string, string>>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            try
            {
                var document = RecoveryDocument.Parse(row.Metadata);
                var uuid = document.Uuid ?? throw new RecoveryException("Variable uuid is missing.");
                if (exists(uuid) || !known.Add(uuid))
                    throw new RecoveryException("A leg with this uuid lives already.");
                if (document.ProfileName is not { } profile || !profiles.Contains(profile))
                    throw new RecoveryException($"Invalid profile {document.ProfileName}");
                read.Add((uuid, document, RecoveryDialog.From(document)));
            }
            catch (RecoveryException e)
            {
                refused.Add(KeyValuePair.Create(row.Uuid, e.Message));
            }
        }
        var all = new Dictionary<string, (int Order, RecoveryDocument Document)>(StringComparer.Ordinal);
        for (var i = 0; i < read.Count; i++)
            all.Add(read[i].Uuid, (i, read[i].Document));
        return new RecoveryPlan([.. read.Select(r => Leg(r.Uuid, r.Document, r.Dialog, all))], refused);
    }

    private static RecoveredLeg Leg(
        string uuid, RecoveryDocument document, RecoveryDialog dialog, Dictionary<string, (int Order, RecoveryDocument Document)> all)
    {
        if (document.Partner is { } partner)
        {
            var fate = InBridge(uuid, partner, all);
            return new RecoveredLeg(uuid, document, dialog, fate, fate == LegFate.Stranded ? null : partner);
        }
        var skip = Configuration.SwitchBoolean.IsTrue(document["recovery_skip_announcement_type_applications"]);
        RecoveryApplication[] applications = [.. document.Applications.Where(a => !skip || !Announcements.Contains(a.Name))];
        return new RecoveredLeg(uuid, document, dialog, applications.Length > 0 ? LegFate.RunsApplications : LegFate.Ends, null)
        {
            Applications = applications,
        };
    }

    /// <summary>The leg that began the bridge makes it again; of two that claim it, the first.</summary>
    private static LegFate InBridge(string uuid, string partner, Dictionary<string, (int Order, RecoveryDocument Document)> all)
    {
        if (partner == uuid || !all.TryGetValue(partner, out var other))
            return LegFate.Stranded;
        var (order, document) = all[uuid];
        var otherBridges = other.Document.BridgeOriginator && other.Document.Partner == uuid;
        if (document.BridgeOriginator && !(otherBridges && other.Order < order))
            return LegFate.Bridges;
        return otherBridges ? LegFate.IsBridged : LegFate.Stranded;
    }
}
