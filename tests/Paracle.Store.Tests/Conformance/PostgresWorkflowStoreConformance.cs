using Paracle.Testing.Conformance;

namespace Paracle.Store.Tests;

public abstract class PostgresWorkflowStoreConformance(TestSchema schema, Route route) : WorkflowStoreConformance, IClassFixture<TestSchema>
{
    protected override async ValueTask<IWorkflowStore> CreateAsync(TimeProvider timeProvider) => (await schema.ShareAsync(route, timeProvider)).Get<IWorkflowStore>();
}

public sealed class WorkflowStoreDirectTests(TestSchema schema) : PostgresWorkflowStoreConformance(schema, Route.Direct);

public sealed class WorkflowStorePgBouncerTests(TestSchema schema) : PostgresWorkflowStoreConformance(schema, Route.PgBouncer);
