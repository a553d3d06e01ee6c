using Paracle.Testing.Conformance;

namespace Paracle.Store.Tests;

public abstract class PostgresBudgetLedgerConformance(TestSchema schema, Route route) : BudgetLedgerConformance, IClassFixture<TestSchema>
{
    protected override async ValueTask<IBudgetLedger> CreateAsync(TimeProvider timeProvider) => (await schema.ShareAsync(route, timeProvider)).Get<IBudgetLedger>();
}

public sealed class BudgetLedgerDirectTests(TestSchema schema) : PostgresBudgetLedgerConformance(schema, Route.Direct);

public sealed class BudgetLedgerPgBouncerTests(TestSchema schema) : PostgresBudgetLedgerConformance(schema, Route.PgBouncer);
