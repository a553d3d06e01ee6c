using Paracle.Testing.Conformance;

namespace Paracle.Abstractions.Tests.InMemory;

public sealed class InMemoryAgentStoreTests : AgentStoreConformance
{
    protected override ValueTask<IAgentStore> CreateAsync(TimeProvider timeProvider) => new(new InMemoryAgentStore(timeProvider));
}
