using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Paracle.Testing;

namespace Paracle.Store.Tests;

/// <summary>What group commit does for the callers who share a batch.</summary>
public sealed class ExecutionWriterTests(TestSchema schema) : IClassFixture<TestSchema>
{
    private const int Ahead = 8;

    private readonly string _application = $"test-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Route.Direct)]
    [InlineData(Route.PgBouncer)]
    public async Task Write_WhileABatchCommits_TheRestGoTogether(Route route)
    {
        await using var store = await StartAsync(route);
        using var sizes = new MetricCollector<int>(store.Get<IMeterFactory>(), TelemetryNames.Store, $"{TelemetryNames.StoreWritePipeline}.batch.size");
        Execution[] executions = [.. Enumerable.Range(0, 500).Select(_ => Samples.Execution())];
        (await WriteBehindALockAsync(store, executions)).ShouldAllBe(outcome => outcome == ExecutionWriteOutcome.Applied);
        sizes.GetMeasurementSnapshot().EvaluateAsCounter().ShouldBe(500 + Ahead);
        sizes.GetMeasurementSnapshot().Count.ShouldBeLessThan(10);
        await ShouldHoldAsync(store, executions);
    }

    [Fact]
    public async Task Write_RowsTheServerRefuses_FailAloneAndTheirNeighboursAreStored()
    {
        await using var store = await StartAsync();
        await Sql.ExecuteAsync($"ALTER TABLE {schema.Name}.executions ADD CONSTRAINT no_cats CHECK (target <> 'cat')");
        Execution[] executions = [.. Enumerable.Range(0, 200).Select(number => Samples.Execution(target: number % 67 == 13 ? "cat" : "dog"))];
        await using var held = await HeldLock.TakeAsync($"LOCK TABLE {schema.Name}.executions IN SHARE MODE");
        var writes = executions.Select(execution => store.Executions.WriteAsync(execution, Token).AsTask()).ToList();
        await WaitUntilBlockedAsync();
        await held.DisposeAsync();
        foreach (var (execution, write) in executions.Zip(writes))
        {
            if (string.Equals(execution.Target, "cat", StringComparison.Ordinal))
            {
                (await Should.ThrowAsync<UnavailableException>(() => write)).Message.ShouldContain("23514");
            }
            else
            {
                (await write).ShouldBe(ExecutionWriteOutcome.Applied);
            }
        }

        await ShouldHoldAsync(store, executions.Where(execution => !string.Equals(execution.Target, "cat", StringComparison.Ordinal)));
        await Sql.ExecuteAsync($"ALTER TABLE {schema.Name}.executions DROP CONSTRAINT no_cats");
    }

    [Fact]
    public async Task Write_OneIdInABatch_IsFoldedAndKeepsTheFirstBeginning()
    {
        await using var store = await StartAsync();
        var pending = Samples.Execution();
        var running = pending.MoveTo(ExecutionState.Running, TimeProvider.System.GetUtcNow()) with { Input = "Another task.", Subject = "another" };
        var ended = running.MoveTo(ExecutionState.Succeeded, TimeProvider.System.GetUtcNow()) with { Output = "done" };
        var late = ended with { Version = 9, State = ExecutionState.Running, Output = "late" };
        var ours = new[] { pending, running, running, ended, late };
        (await WriteBehindALockAsync(store, ours)).ShouldBe(
        [
            ExecutionWriteOutcome.Applied, ExecutionWriteOutcome.Applied, ExecutionWriteOutcome.Superseded, ExecutionWriteOutcome.Applied, ExecutionWriteOutcome.Superseded,
        ]);
        await ShouldHoldAsync(store, [ended with { Input = pending.Input, Subject = pending.Subject }]);
    }

    [Fact]
    public async Task Write_OneIdOfTwoTenantsInABatch_BothAreStored()
    {
        await using var store = await StartAsync();
        var mine = Samples.Execution();
        var theirs = mine with { Tenant = new TenantId("other"), Input = "Theirs." };
        (await WriteBehindALockAsync(store, [mine, theirs])).ShouldBe([ExecutionWriteOutcome.Applied, ExecutionWriteOutcome.Applied]);
        await ShouldHoldAsync(store, [mine, theirs]);
    }

    [Fact]
    public async Task Write_CallerLeavesBeforeItsTurn_NothingIsStored()
    {
        await using var store = await StartAsync(writers: 1);
        var leaving = Samples.Execution();
        using var cancellation = new CancellationTokenSource();
        await using var held = await HeldLock.TakeAsync($"LOCK TABLE {schema.Name}.executions IN SHARE MODE");
        var first = store.Executions.WriteAsync(Samples.Execution(), Token).AsTask();
        await WaitUntilBlockedAsync();
        var second = store.Executions.WriteAsync(leaving, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => second);
        await held.DisposeAsync();
        await first;
        await store.Executions.WriteAsync(Samples.Execution(), Token);
        (await store.Executions.FindAsync(leaving.Tenant, leaving.Id, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Stop_WritesWait_TheyAreCommittedFirst()
    {
        await using var store = await StartAsync();
        Execution[] executions = [.. Enumerable.Range(0, 100).Select(_ => Samples.Execution())];
        await using var held = await HeldLock.TakeAsync($"LOCK TABLE {schema.Name}.executions IN SHARE MODE");
        var writes = executions.Select(execution => store.Executions.WriteAsync(execution, Token).AsTask()).ToList();
        await WaitUntilBlockedAsync();
        var stopping = store.StopAsync();
        await held.DisposeAsync();
        await stopping;
        (await Task.WhenAll(writes).WaitAsync(Waiting.Limit, Token)).ShouldAllBe(outcome => outcome == ExecutionWriteOutcome.Applied);
        await Should.ThrowAsync<UnavailableException>(async () => await store.Executions.WriteAsync(Samples.Execution(), Token));
        await using var next = await StartAsync();
        await ShouldHoldAsync(next, executions);
    }

    private async Task<ExecutionWriteOutcome[]> WriteBehindALockAsync(TestStore store, Execution[] executions)
    {
        await using var held = await HeldLock.TakeAsync($"LOCK TABLE {schema.Name}.executions IN SHARE MODE");
        var ahead = Enumerable.Range(0, Ahead).Select(_ => store.Executions.WriteAsync(Samples.Execution(tenant: new TenantId("ahead")), Token).AsTask()).ToList();
        await WaitUntilBlockedAsync();
        var writes = executions.Select(execution => store.Executions.WriteAsync(execution, Token).AsTask()).ToList();
        await held.DisposeAsync();
        await Task.WhenAll(ahead);
        return await Task.WhenAll(writes);
    }

    private Task WaitUntilBlockedAsync() => Waiting.UntilAsync(async () =>
        (await Sql.QueryAsync($"SELECT 1 FROM pg_stat_activity WHERE (query LIKE '%{schema.Name}%INSERT%' OR query LIKE '%INSERT%{schema.Name}%') AND wait_event_type = 'Lock'")).Count > 0);

    private static async Task ShouldHoldAsync(TestStore store, IEnumerable<Execution> executions)
    {
        foreach (var execution in executions)
        {
            (await store.Executions.FindAsync(execution.Tenant, execution.Id, Token)).ShouldBe(execution);
        }
    }

    private Task<TestStore> StartAsync(Route route = Route.Direct, int writers = 2, Action<PostgresStoreOptions>? configure = null) => TestStore.StartAsync(
        schema,
        route,
        options =>
        {
            options.ConnectionString += $";Application Name={_application}";
            options.Writers = writers;
            configure?.Invoke(options);
        },
        services => services.AddMetrics());
}
