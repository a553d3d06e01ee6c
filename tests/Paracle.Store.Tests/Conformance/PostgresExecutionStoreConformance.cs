using Paracle.Testing.Conformance;

namespace Paracle.Store.Tests;

public abstract class PostgresExecutionStoreConformance(TestSchema schema, Route route) : ExecutionStoreConformance, IClassFixture<TestSchema>
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

public sealed class ExecutionStoreDirectTests(TestSchema schema) : PostgresExecutionStoreConformance(schema, Route.Direct);

public sealed class ExecutionStorePgBouncerTests(TestSchema schema) : PostgresExecutionStoreConformance(schema, Route.PgBouncer);
