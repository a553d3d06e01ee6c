using Paracle.Testing.Conformance;

namespace Paracle.Store.Tests;

public abstract class PostgresAgentInheritanceConformance(TestSchema schema, Route route) : AgentInheritanceConformance, IClassFixture<TestSchema>
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

public sealed class AgentInheritanceDirectTests(TestSchema schema) : PostgresAgentInheritanceConformance(schema, Route.Direct);

public sealed class AgentInheritancePgBouncerTests(TestSchema schema) : PostgresAgentInheritanceConformance(schema, Route.PgBouncer);
