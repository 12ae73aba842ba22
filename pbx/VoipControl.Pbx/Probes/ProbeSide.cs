namespace VoipControl.Pbx.Probes;

/// <summary>Which end of a probe call a leg is.</summary>
public enum ProbeSide
{
    /// <summary>The leg that the probe placed.</summary>
    Caller,

    /// <summary>A leg that reached the probe and was answered by it.</summary>
    Callee,
}
