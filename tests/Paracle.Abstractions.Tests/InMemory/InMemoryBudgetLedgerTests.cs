using Paracle.Testing.Conformance;

namespace Paracle.Abstractions.Tests.InMemory;

public sealed class InMemoryBudgetLedgerTests : BudgetLedgerConformance
{
    protected override ValueTask<IBudgetLedger> CreateAsync(TimeProvider timeProvider) => new(new InMemoryBudgetLedger(timeProvider));
}
