using Paracle.Testing.Conformance;

namespace Paracle.Store.Sqlite.Tests;

public sealed class SqliteBudgetLedgerConformanceTests : BudgetLedgerConformance
{
    private readonly StoreUnderTest _store = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _store.DisposeAsync();
    }

    protected override ValueTask<IBudgetLedger> CreateAsync(TimeProvider timeProvider) => _store.StartAsync<IBudgetLedger>(timeProvider);
}
