using Paracle.Testing.Conformance;

namespace Paracle.Store.Tests;

public abstract class PostgresBudgetLedgerConformance(TestSchema schema, Route route) : BudgetLedgerConformance, IClassFixture<TestSchema>
{
    private readonly StoreUnderTest _store = new(schema, route);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override async ValueTask<IBudgetLedger> CreateAsync(TimeProvider timeProvider) => (await _store.StartAsync(timeProvider)).Get<IBudgetLedger>();
}

public sealed class BudgetLedgerDirectTests(TestSchema schema) : PostgresBudgetLedgerConformance(schema, Route.Direct);

public sealed class BudgetLedgerPgBouncerTests(TestSchema schema) : PostgresBudgetLedgerConformance(schema, Route.PgBouncer);
