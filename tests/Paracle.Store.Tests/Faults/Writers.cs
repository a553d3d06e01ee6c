using System.Collections.Concurrent;
using Paracle.Testing;

namespace Paracle.Store.Tests.Faults;

/// <summary>Callers who write executions one after another and repeat what the store could not take, until they are told to stop.</summary>
internal sealed class Writers : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Execution> _acknowledged = [];
    private readonly ConcurrentQueue<ParacleException> _refusals = [];
    private readonly Task _writing;

    public Writers(TestStore store, int count) => _writing = Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(() => WriteAsync(store.Executions))));

    /// <summary>What was acknowledged so far.</summary>
    public IReadOnlyList<Execution> Acknowledged => [.. _acknowledged];

    /// <summary>The errors that callers got so far.</summary>
    public IReadOnlyList<ParacleException> Refusals => [.. _refusals];

    /// <summary>Waits for so many more acknowledged writes.</summary>
    public async Task WaitForAsync(int more)
    {
        var goal = _acknowledged.Count + more;
        await Waiting.UntilAsync(() => _writing.IsCompleted || _acknowledged.Count >= goal);
        (_writing.IsCompleted ? _writing : Task.CompletedTask).IsFaulted.ShouldBeFalse(_writing.Exception?.ToString());
    }

    /// <summary>Waits for so many more errors.</summary>
    public async Task WaitForRefusalsAsync(int more)
    {
        var goal = _refusals.Count + more;
        await Waiting.UntilAsync(() => _writing.IsCompleted || _refusals.Count >= goal);
    }

    /// <summary>Ends when what is under way has been acknowledged.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _writing.WaitAsync(Waiting.Limit, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task WriteAsync(IExecutionStore store)
    {
        while (!_stop.IsCancellationRequested)
        {
            var execution = Samples.Execution();
            while (!await TryAsync(store, execution) && !_stop.IsCancellationRequested)
            {
                await Task.Delay(Pause, TimeProvider.System);
            }
        }
    }

    private async Task<bool> TryAsync(IExecutionStore store, Execution execution)
    {
        try
        {
            await store.WriteAsync(execution, CancellationToken.None);
            _acknowledged.Enqueue(execution);
            return true;
        }
        catch (UnavailableException exception)
        {
            _refusals.Enqueue(exception);
            return false;
        }
    }
}
