namespace Paracle.Store.Sqlite.Tests;

public sealed class SqliteExecutionStoreTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Write_AfterReopening_IsThere()
    {
        var execution = Samples.Execution().MoveTo(ExecutionState.Running, TimeProvider.System.GetUtcNow()) with
        {
            Cost = 0.000_000_001m,
            Usage = new TokenUsage(12, null),
            Host = "host-1",
            Input = new string('x', 1_000_000) + "é😀",
        };
        await using (var store = await TestStore.StartAsync(_folder.File))
        {
            (await store.Executions.WriteAsync(execution, default)).ShouldBe(ExecutionWriteOutcome.Applied);
        }

        await using var reopened = await TestStore.StartAsync(_folder.File);

        (await reopened.Executions.FindAsync(execution.Tenant, execution.Id, default)).ShouldBe(execution);
    }
}
