using Paracle.Testing.Conformance;

namespace Paracle.Store.Tests;

public abstract class PostgresExecutionStoreConformance(TestSchema schema, Route route) : ExecutionStoreConformance, IClassFixture<TestSchema>
{
    protected override async ValueTask<IExecutionStore> CreateAsync(TimeProvider timeProvider) => (await schema.ShareAsync(route, timeProvider)).Get<IExecutionStore>();
}

public sealed class ExecutionStoreDirectTests(TestSchema schema) : PostgresExecutionStoreConformance(schema, Route.Direct);

public sealed class ExecutionStorePgBouncerTests(TestSchema schema) : PostgresExecutionStoreConformance(schema, Route.PgBouncer);
