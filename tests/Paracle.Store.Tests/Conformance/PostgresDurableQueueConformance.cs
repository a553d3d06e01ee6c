using Paracle.Testing.Conformance;

namespace Paracle.Store.Tests;

public abstract class PostgresDurableQueueConformance(TestSchema schema, Route route) : DurableQueueConformance, IClassFixture<TestSchema>
{
    protected override async ValueTask<(IDurableQueue Queue, IExecutionStore Executions)> CreateAsync(TimeProvider timeProvider, DurableQueueOptions options)
    {
        var store = await schema.ShareAsync(route, timeProvider, options);
        return (store.Get<IDurableQueue>(), store.Executions);
    }
}

public sealed class DurableQueueDirectTests(TestSchema schema) : PostgresDurableQueueConformance(schema, Route.Direct);

public sealed class DurableQueuePgBouncerTests(TestSchema schema) : PostgresDurableQueueConformance(schema, Route.PgBouncer);
