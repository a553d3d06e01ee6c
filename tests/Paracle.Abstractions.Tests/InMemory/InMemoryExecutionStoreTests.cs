using Paracle.Testing.Conformance;

namespace Paracle.Abstractions.Tests.InMemory;

public sealed class InMemoryExecutionStoreTests : ExecutionStoreConformance
{
    protected override ValueTask<IExecutionStore> CreateAsync(TimeProvider timeProvider) => new(new InMemoryExecutionStore());
}
