using Paracle.Testing.Conformance;

namespace Paracle.Store.Sqlite.Tests;

public sealed class SqliteGrantStoreConformanceTests : GrantStoreConformance
{
    private readonly StoreUnderTest _store = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _store.DisposeAsync();
    }

    protected override ValueTask<IGrantStore> CreateAsync(TimeProvider timeProvider) => _store.StartAsync<IGrantStore>(timeProvider);
}
