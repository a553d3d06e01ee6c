using Paracle.Testing.Conformance;

namespace Paracle.Store.Tests;

public abstract class PostgresDurableQueueConformance(TestSchema schema, Route route) : DurableQueueConformance, IClassFixture<TestSchema>, IAsyncDisposable
{
    private readonly StoreUnderTest _store = new(schema, route);

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override async ValueTask<(IDurableQueue Queue, IExecutionStore Executions)> CreateAsync(TimeProvider timeProvider, DurableQueueOptions options)
    {
        var store = await _store.StartAsync(timeProvider, options);
        return (store.Get<IDurableQueue>(), store.Executions);
    }
}

public sealed class DurableQueueDirectTests(TestSchema schema) : PostgresDurableQueueConformance(schema, Route.Direct);

public sealed class DurableQueuePgBouncerTests(TestSchema schema) : PostgresDurableQueueConformance(schema, Route.PgBouncer);
