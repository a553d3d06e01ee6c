using Paracle.Testing.Conformance;

namespace Paracle.Store.Sqlite.Tests;

public sealed class SqliteClusterLeaseConformanceTests : ClusterLeaseConformance
{
    private readonly StoreUnderTest _store = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _store.DisposeAsync();
    }

    protected override ValueTask<IClusterLease> CreateAsync(TimeProvider timeProvider) => _store.StartAsync<IClusterLease>(timeProvider);
}
