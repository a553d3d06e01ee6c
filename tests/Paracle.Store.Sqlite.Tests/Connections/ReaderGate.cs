namespace Paracle.Store.Sqlite.Tests;

/// <summary>Holds one of the store's reading connections.</summary>
internal sealed class ReaderGate : IDisposable
{
    private readonly ManualResetEventSlim _entered = new();
    private readonly ManualResetEventSlim _released = new();
    private readonly Task _read;

    public ReaderGate(TestStore store)
    {
        _read = Task.Run(async () => await store.Database.ReadAsync(
            _ =>
            {
                _entered.Set();
                _released.Wait();
                return true;
            },
            CancellationToken.None));
        _entered.Wait();
    }

    public Task OpenAsync()
    {
        _released.Set();
        return _read;
    }

    public void Dispose() => _released.Set();
}
