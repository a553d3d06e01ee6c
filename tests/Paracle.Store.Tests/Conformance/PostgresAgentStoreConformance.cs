using Paracle.Testing.Conformance;

namespace Paracle.Store.Tests;

public abstract class PostgresAgentStoreConformance(TestSchema schema, Route route) : AgentStoreConformance, IClassFixture<TestSchema>
{
    protected override async ValueTask<IAgentStore> CreateAsync(TimeProvider timeProvider) => (await schema.ShareAsync(route, timeProvider)).Get<IAgentStore>();
}

public sealed class AgentStoreDirectTests(TestSchema schema) : PostgresAgentStoreConformance(schema, Route.Direct);

public sealed class AgentStorePgBouncerTests(TestSchema schema) : PostgresAgentStoreConformance(schema, Route.PgBouncer);
