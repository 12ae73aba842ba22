namespace VoipControl.Store;

/// <summary>Opens once the schema is up to date. Until then nobody writes to tables that may not exist.</summary>
public sealed class DatabaseGate
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsOpen => _opened.Task.IsCompletedSuccessfully;

    /// <summary>Lets everybody pass, now and later.</summary>
    public void Open() => _opened.TrySetResult();

    /// <summary>Waits until the schema is up to date.</summary>
    public Task WaitAsync(CancellationToken cancellation) => _opened.Task.WaitAsync(cancellation);
}
