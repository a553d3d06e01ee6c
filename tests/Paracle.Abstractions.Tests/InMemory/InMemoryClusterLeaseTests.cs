using Paracle.Testing.Conformance;

namespace Paracle.Abstractions.Tests.InMemory;

public sealed class InMemoryClusterLeaseTests : ClusterLeaseConformance
{
    protected override ValueTask<IClusterLease> CreateAsync(TimeProvider timeProvider) => new(new InMemoryClusterLease(timeProvider));
}
