using Paracle.Testing.Conformance;

namespace Paracle.Store.Sqlite.Tests;

public sealed class SqliteQueueWorkerConformanceTests : QueueWorkerConformance
{
    private readonly StoreUnderTest _store = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _store.DisposeAsync();
    }

    protected override async ValueTask<(IDurableQueue Queue, IExecutionStore Executions)> CreateAsync(TimeProvider timeProvider, DurableQueueOptions options)
    {
        var store = await _store.StartAsync(timeProvider, options);
        return (store.Get<IDurableQueue>(), store.Executions);
    }
}
