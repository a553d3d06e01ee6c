using Paracle.Testing.Conformance;

namespace Paracle.Abstractions.Tests.InMemory;

public sealed class InMemoryQueueWorkerTests : QueueWorkerConformance
{
    protected override ValueTask<(IDurableQueue Queue, IExecutionStore Executions)> CreateAsync(TimeProvider timeProvider, DurableQueueOptions options)
    {
        var executions = new InMemoryExecutionStore();
        return new((new InMemoryDurableQueue(executions, timeProvider, options), executions));
    }
}
