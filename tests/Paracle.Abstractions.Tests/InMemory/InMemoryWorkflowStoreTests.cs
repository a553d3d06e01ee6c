using Paracle.Testing.Conformance;

namespace Paracle.Abstractions.Tests.InMemory;

public sealed class InMemoryWorkflowStoreTests : WorkflowStoreConformance
{
    protected override ValueTask<IWorkflowStore> CreateAsync(TimeProvider timeProvider) => new(new InMemoryWorkflowStore(timeProvider));
}
