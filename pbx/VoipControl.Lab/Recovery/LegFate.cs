namespace VoipControl.Lab.Recovery;

/// <summary>What becomes of a leg when <c>sofia recover</c> has rebuilt it.</summary>
internal enum LegFate
{
    /// <summary>It began a bridge and bridges with its partner again. Its applications do not run: a recording does not go on, and a
    /// hold is forgotten.</summary>
    Bridges,

    /// <summary>It waits for its partner, which bridges it. Its applications do not run.</summary>
    IsBridged,

    /// <summary>It was in a bridge whose other leg is not among the rows (or neither began it): it stays, answered and silent.</summary>
    Stranded,

    /// <summary>It was in no bridge: its applications run again from the first. A parked leg parks again.</summary>
    RunsApplications,

    /// <summary>It was in no bridge and has no applications: it ends with NORMAL_CLEARING.</summary>
    Ends,
}
