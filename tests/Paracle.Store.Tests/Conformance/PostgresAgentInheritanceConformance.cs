using Paracle.Testing.Conformance;

namespace Paracle.Store.Tests;

public abstract class PostgresAgentInheritanceConformance(TestSchema schema, Route route) : AgentInheritanceConformance, IClassFixture<TestSchema>
{
    protected override async ValueTask<IAgentStore> CreateAsync(TimeProvider timeProvider) => (await schema.ShareAsync(route, timeProvider)).Get<IAgentStore>();
}

public sealed class AgentInheritanceDirectTests(TestSchema schema) : PostgresAgentInheritanceConformance(schema, Route.Direct);

public sealed class AgentInheritancePgBouncerTests(TestSchema schema) : PostgresAgentInheritanceConformance(schema, Route.PgBouncer);
