using Paracle.Testing.Conformance;

namespace Paracle.Store.Tests;

public abstract class PostgresExecutionListConformance(TestSchema schema, Route route) : ExecutionListConformance, IClassFixture<TestSchema>
{
    protected override async ValueTask<IExecutionStore> CreateAsync(TimeProvider timeProvider) => (await schema.ShareAsync(route, timeProvider)).Get<IExecutionStore>();
}

public sealed class ExecutionListDirectTests(TestSchema schema) : PostgresExecutionListConformance(schema, Route.Direct);

public sealed class ExecutionListPgBouncerTests(TestSchema schema) : PostgresExecutionListConformance(schema, Route.PgBouncer);
