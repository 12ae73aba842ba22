namespace VoipControl.Testing.RealFreeSwitch;

/// <summary>How a run of SIPp ended.</summary>
/// <param name="ExitCode">SIPp's own: 0 every call went as the scenario says, 1 at least one did not; 137 killed.</param>
/// <param name="Successful">Calls that went as the scenario says.</param>
/// <param name="Failed">Calls that did not.</param>
/// <param name="Placed">Calls it began, however they went.</param>
/// <param name="Errors">What SIPp wrote about them; empty when all went well.</param>
public sealed record SippResult(int ExitCode, int Successful, int Failed, int Placed, string Errors);
