using Paracle.Testing.Conformance;

namespace Paracle.Store.Tests;

public abstract class PostgresQueueWorkerConformance(TestSchema schema, Route route) : QueueWorkerConformance, IClassFixture<TestSchema>
{
    protected override async ValueTask<(IDurableQueue Queue, IExecutionStore Executions)> CreateAsync(TimeProvider timeProvider, DurableQueueOptions options)
    {
        var store = await schema.ShareAsync(route, timeProvider, options);
        return (store.Get<IDurableQueue>(), store.Executions);
    }
}

public sealed class QueueWorkerDirectTests(TestSchema schema) : PostgresQueueWorkerConformance(schema, Route.Direct);

public sealed class QueueWorkerPgBouncerTests(TestSchema schema) : PostgresQueueWorkerConformance(schema, Route.PgBouncer);
