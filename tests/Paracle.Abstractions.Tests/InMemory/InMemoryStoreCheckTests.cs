using Paracle.Testing.Conformance;

namespace Paracle.Abstractions.Tests.InMemory;

public sealed class InMemoryStoreCheckTests : StoreCheckConformance
{
    protected override ValueTask<IStoreCheck> CreateAsync(TimeProvider timeProvider) => new(new InMemoryStoreCheck());

    protected override ValueTask<string> DescribeStateAsync() => new("has no state");
}
