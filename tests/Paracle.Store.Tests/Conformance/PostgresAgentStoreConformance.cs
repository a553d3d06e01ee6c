using Paracle.Testing.Conformance;

namespace Paracle.Store.Tests;

public abstract class PostgresAgentStoreConformance(TestSchema schema, Route route) : AgentStoreConformance, IClassFixture<TestSchema>
{
    private readonly StoreUnderTest _store = new(schema, route);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override async ValueTask<IAgentStore> CreateAsync(TimeProvider timeProvider) => (await _store.StartAsync(timeProvider)).Get<IAgentStore>();
}

public sealed class AgentStoreDirectTests(TestSchema schema) : PostgresAgentStoreConformance(schema, Route.Direct);

public sealed class AgentStorePgBouncerTests(TestSchema schema) : PostgresAgentStoreConformance(schema, Route.PgBouncer);
