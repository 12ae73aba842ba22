namespace VoipControl.Store.Queries;

/// <summary>What a token may do. Each scope includes the ones before it.</summary>
public enum ApiScope : byte
{
    /// <summary>Look: calls, records, nodes, live feed.</summary>
    Read = 1,

    /// <summary>Place calls and act on them.</summary>
    Control = 2,

    /// <summary>See the addresses of nodes and everything a later release puts under administration.</summary>
    Admin = 3,
}
