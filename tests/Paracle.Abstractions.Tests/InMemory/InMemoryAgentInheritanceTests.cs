using Paracle.Testing.Conformance;

namespace Paracle.Abstractions.Tests.InMemory;

public sealed class InMemoryAgentInheritanceTests : AgentInheritanceConformance
{
    protected override ValueTask<IAgentStore> CreateAsync(TimeProvider timeProvider) => new(new InMemoryAgentStore(timeProvider));
}
