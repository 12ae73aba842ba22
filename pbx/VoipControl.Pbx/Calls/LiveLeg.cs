using VoipControl.Core.Calls;

namespace VoipControl.Pbx.Calls;

/// <summary>A leg this process holds for alive.</summary>
internal readonly record struct LiveLeg(LegId Id, Guid Core, DateTime LatestAt, LegState State);
