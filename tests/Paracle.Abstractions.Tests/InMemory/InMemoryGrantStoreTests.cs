using Paracle.Testing.Conformance;

namespace Paracle.Abstractions.Tests.InMemory;

public sealed class InMemoryGrantStoreTests : GrantStoreConformance
{
    protected override ValueTask<IGrantStore> CreateAsync(TimeProvider timeProvider) => new(new InMemoryGrantStore());
}
