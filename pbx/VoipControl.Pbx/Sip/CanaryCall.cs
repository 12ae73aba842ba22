using VoipControl.Core.Trunks;

namespace VoipControl.Pbx.Sip;

/// <summary>One canary call that is to be placed.</summary>
/// <param name="Target">The target it runs through.</param>
/// <param name="Plan">What it is to do.</param>
/// <param name="From">User part of the caller's address.</param>
/// <param name="Username">For digest authentication.</param>
/// <param name="Password">For digest authentication; empty for none.</param>
/// <param name="Mark">Value of the header that tells switches and figures that it is a test.</param>
internal sealed record CanaryCall(SipTarget Target, CanaryPlan Plan, string From, string Username, string Password, string Mark)
{
    /// <summary>Without the password: records are printed with all they have.</summary>
    public override string ToString() => $"canary call to {Plan.To} through {Target.Name}";
}
