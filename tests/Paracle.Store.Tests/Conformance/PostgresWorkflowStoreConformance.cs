using Paracle.Testing.Conformance;

namespace Paracle.Store.Tests;

public abstract class PostgresWorkflowStoreConformance(TestSchema schema, Route route) : WorkflowStoreConformance, IClassFixture<TestSchema>
{
    private readonly StoreUnderTest _store = new(schema, route);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override async ValueTask<IWorkflowStore> CreateAsync(TimeProvider timeProvider) => (await _store.StartAsync(timeProvider)).Get<IWorkflowStore>();
}

public sealed class WorkflowStoreDirectTests(TestSchema schema) : PostgresWorkflowStoreConformance(schema, Route.Direct);

public sealed class WorkflowStorePgBouncerTests(TestSchema schema) : PostgresWorkflowStoreConformance(schema, Route.PgBouncer);
