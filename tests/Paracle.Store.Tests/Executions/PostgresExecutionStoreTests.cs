namespace Paracle.Store.Tests;

public sealed class PostgresExecutionStoreTests(TestSchema schema) : IClassFixture<TestSchema>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Route.Direct)]
    [InlineData(Route.PgBouncer)]
    public async Task Write_EveryState_IsFound(Route route)
    {
        await using var store = await TestStore.StartAsync(schema, route);
        var execution = Samples.Execution();
        (await store.Executions.WriteAsync(execution, Token)).ShouldBe(ExecutionWriteOutcome.Applied);
        (await store.Executions.FindAsync(execution.Tenant, execution.Id, Token)).ShouldBe(execution);
        var running = execution.MoveTo(ExecutionState.Running, TimeProvider.System.GetUtcNow());
        (await store.Executions.WriteAsync(running, Token)).ShouldBe(ExecutionWriteOutcome.Applied);
        (await store.Executions.WriteAsync(execution, Token)).ShouldBe(ExecutionWriteOutcome.Superseded);
        (await store.Executions.ListAsync(execution.Tenant, ExecutionFilter.All, PageRequest.First, Token)).Items.ShouldContain(running);
    }
}
