namespace VoipControl.Pbx.Sip;

/// <summary>The wire of a role that runs, and how its sockets are given back.</summary>
/// <param name="Wire">What it does.</param>
/// <param name="End">Closes its sockets.</param>
internal sealed record StartedWire(SipWire Wire, Func<ValueTask> End) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => End();
}
