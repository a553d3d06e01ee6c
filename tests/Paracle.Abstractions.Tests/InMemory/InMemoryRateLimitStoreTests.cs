using Paracle.Testing.Conformance;

namespace Paracle.Abstractions.Tests.InMemory;

public sealed class InMemoryRateLimitStoreTests : RateLimitStoreConformance
{
    protected override ValueTask<IRateLimitStore> CreateAsync(TimeProvider timeProvider) => new(new InMemoryRateLimitStore(timeProvider));
}
