namespace Paracle.Store.Sqlite.Tests;

/// <summary>Holds the writer inside a transaction of its own, so that a test decides what comes into the next one.</summary>
internal sealed class WriterGate : IDisposable
{
    private readonly ManualResetEventSlim _entered = new();
    private readonly ManualResetEventSlim _released = new();
    private readonly Task _write;

    public WriterGate(TestStore store)
    {
        _write = store.Database.WriteAsync(
            _ =>
            {
                _entered.Set();
                _released.Wait();
                return true;
            },
            CancellationToken.None).AsTask();
        _entered.Wait();
    }

    /// <summary>Lets the writer go on and waits for the end of its transaction.</summary>
    public Task OpenAsync()
    {
        _released.Set();
        return _write;
    }

    /// <summary>Lets the writer go on, whatever became of its transaction.</summary>
    public Task ReleaseAsync() => OpenAsync().ContinueWith(_ => { }, TaskScheduler.Default);

    public void Dispose() => _released.Set();
}
