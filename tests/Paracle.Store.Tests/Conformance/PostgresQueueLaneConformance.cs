using Paracle.Testing.Conformance;

namespace Paracle.Store.Tests;

public abstract class PostgresQueueLaneConformance(TestSchema schema, Route route) : QueueLaneConformance, IClassFixture<TestSchema>
{
    protected override async ValueTask<(IDurableQueue Queue, IExecutionStore Executions)> CreateAsync(TimeProvider timeProvider, DurableQueueOptions options)
    {
        var store = await schema.ShareAsync(route, timeProvider, options);
        return (store.Get<IDurableQueue>(), store.Executions);
    }
}

public sealed class QueueLaneDirectTests(TestSchema schema) : PostgresQueueLaneConformance(schema, Route.Direct);

public sealed class QueueLanePgBouncerTests(TestSchema schema) : PostgresQueueLaneConformance(schema, Route.PgBouncer);
