using VoipControl.Core.Trunks;
using VoipControl.Store.Trunks;

namespace VoipControl.Web.Trunks;

/// <summary>A state change.</summary>
/// <param name="At">When.</param>
/// <param name="Observer">Which host saw it.</param>
/// <param name="Before">State before.</param>
/// <param name="State">State since.</param>
/// <param name="Reason">Why it is not up.</param>
internal sealed record TrunkChangeView(DateTime At, string Observer, TargetState Before, TargetState State, string? Reason)
{
    public static TrunkChangeView Of(TargetChange change) => new(change.At, change.Observer, change.From, change.To, change.Reason);
}
