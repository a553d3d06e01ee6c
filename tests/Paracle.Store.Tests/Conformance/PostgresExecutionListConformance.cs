using Paracle.Testing.Conformance;

namespace Paracle.Store.Tests;

public abstract class PostgresExecutionListConformance(TestSchema schema, Route route) : ExecutionListConformance, IClassFixture<TestSchema>
{
    private readonly StoreUnderTest _store = new(schema, route);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override async ValueTask<IExecutionStore> CreateAsync(TimeProvider timeProvider) => (await _store.StartAsync(timeProvider)).Get<IExecutionStore>();
}

public sealed class ExecutionListDirectTests(TestSchema schema) : PostgresExecutionListConformance(schema, Route.Direct);

public sealed class ExecutionListPgBouncerTests(TestSchema schema) : PostgresExecutionListConformance(schema, Route.PgBouncer);
