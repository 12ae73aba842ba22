using System.Net;

namespace VoipControl.Testing.RealFreeSwitch;

/// <summary>Where the lab's callees listen: one address, one UDP port for each behaviour (dialplans/dialplan/lab.xml).</summary>
/// <param name="Address">The address of all callees.</param>
/// <param name="Answer">Answers (71NN, 8NNN).</param>
/// <param name="Busy">Is busy (72NN).</param>
/// <param name="Ring">Rings for ever (73NN, 75NN).</param>
/// <param name="HangUp">Answers and hangs up (74NN).</param>
/// <param name="Dead">Nobody listens (4NNN).</param>
public sealed record LabCalleePorts(
    IPAddress Address, int Answer = 5071, int Busy = 5072, int Ring = 5073, int HangUp = 5074, int Dead = 5079);
