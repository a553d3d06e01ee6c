using Paracle.Testing.Conformance;

namespace Paracle.Abstractions.Tests.InMemory;

public sealed class InMemoryExecutionListTests : ExecutionListConformance
{
    protected override ValueTask<IExecutionStore> CreateAsync(TimeProvider timeProvider) => new(new InMemoryExecutionStore());
}
