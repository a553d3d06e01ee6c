using Paracle.Testing.Conformance;

namespace Paracle.Store.Tests;

public abstract class PostgresQueueRetryConformance(TestSchema schema, Route route) : QueueRetryConformance, IClassFixture<TestSchema>
{
    protected override async ValueTask<(IDurableQueue Queue, IExecutionStore Executions)> CreateAsync(TimeProvider timeProvider, DurableQueueOptions options)
    {
        var store = await schema.ShareAsync(route, timeProvider, options);
        return (store.Get<IDurableQueue>(), store.Executions);
    }
}

public sealed class QueueRetryDirectTests(TestSchema schema) : PostgresQueueRetryConformance(schema, Route.Direct);

public sealed class QueueRetryPgBouncerTests(TestSchema schema) : PostgresQueueRetryConformance(schema, Route.PgBouncer);
