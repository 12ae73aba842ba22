namespace VoipControl.Store.Stores;

/// <summary>A lease as it was taken.</summary>
/// <param name="Name">What is exclusive.</param>
/// <param name="Holder">Who holds it.</param>
/// <param name="Epoch">Grows with each new holding; a write with an old one is refused.</param>
public sealed record Lease(string Name, string Holder, ulong Epoch);
