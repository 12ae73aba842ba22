namespace VoipControl.Sip;

/// <summary>Something that is due once, unless cancelled. Used on the loop only.</summary>
internal sealed class SipTimer(Action run, long due)
{
    private Action? _run = run;

    /// <summary>On the scale of <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long Due { get; } = due;

    public bool IsCancelled => _run is null;

    public void Cancel() => _run = null;

    public void Run()
    {
        var run = _run;
        _run = null;
        run?.Invoke();
    }
}
