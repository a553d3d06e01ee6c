using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Paracle.Store.Tests;

public sealed class BufferedExecutionsTests(TestSchema schema) : IClassFixture<TestSchema>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_ServerIsBusy_AcknowledgedAtOnceAndDrainedByTheStop()
    {
        Execution[] executions = [.. Enumerable.Range(0, 200).Select(_ => Samples.Execution())];
        await using (var store = await StartAsync())
        {
            await using var held = await HeldLock.TakeAsync($"LOCK TABLE {schema.Name}.executions IN SHARE MODE");
            foreach (var execution in executions)
            {
                (await store.Executions.WriteAsync(execution, Token)).ShouldBe(ExecutionWriteOutcome.Applied);
                await store.Executions.WriteAsync(execution.MoveTo(ExecutionState.Running, TimeProvider.System.GetUtcNow()), Token);
            }

            var stopping = store.StopAsync();
            await held.DisposeAsync();
            await stopping;
        }

        await using var next = await StartAsync();
        foreach (var execution in executions)
        {
            (await next.Executions.FindAsync(execution.Tenant, execution.Id, Token))!.State.ShouldBe(ExecutionState.Running);
        }
    }

    [Fact]
    public async Task Write_BufferIsFull_RejectsOrWaitsAsChosen()
    {
        await using var rejecting = await StartAsync(options => (options.WriteCapacity, options.MaxWriteBatchSize, options.WriteOverflow) = (2, 2, OverflowPolicy.Reject));
        await using var waiting = await StartAsync(options => (options.WriteCapacity, options.MaxWriteBatchSize) = (2, 2));
        await using var held = await HeldLock.TakeAsync($"LOCK TABLE {schema.Name}.executions IN SHARE MODE");
        for (var i = 0; i < 2; i++)
        {
            await rejecting.Executions.WriteAsync(Samples.Execution(), Token);
            await waiting.Executions.WriteAsync(Samples.Execution(), Token);
        }

        (await Should.ThrowAsync<LimitExceededException>(async () => await rejecting.Executions.WriteAsync(Samples.Execution(), Token)))
            .Message.ShouldContain("WriteCapacity");
        var third = waiting.Executions.WriteAsync(Samples.Execution(), Token).AsTask();
        third.IsCompleted.ShouldBeFalse();
        await held.DisposeAsync();
        (await third).ShouldBe(ExecutionWriteOutcome.Applied);
    }

    [Fact]
    public async Task Write_WhileTheStoreStops_IsRefusedAndNotAcknowledged()
    {
        await using var store = await StartAsync();
        await using var held = await HeldLock.TakeAsync($"LOCK TABLE {schema.Name}.executions IN SHARE MODE");
        await store.Executions.WriteAsync(Samples.Execution(), Token);
        var stopping = store.StopAsync();
        await Should.ThrowAsync<UnavailableException>(async () => await store.Executions.WriteAsync(Samples.Execution(), Token));
        await held.DisposeAsync();
        await stopping;
    }

    [Fact]
    public async Task Write_CannotBeStored_CountedAndLoggedAsLost()
    {
        var logs = new FakeLogCollector();
        await using var store = await StartAsync(logs: logs, clock: new FakeTimeProvider(TimeProvider.System.GetUtcNow())); // no second ends before the stop does
        using var lost = new MetricCollector<long>(store.Get<IMeterFactory>(), TelemetryNames.Store, TelemetryNames.StoreWritesLost);
        await Sql.ExecuteAsync($"ALTER TABLE {schema.Name}.executions ADD CONSTRAINT no_cats CHECK (target <> 'cat')");
        for (var i = 0; i < 3; i++)
        {
            (await store.Executions.WriteAsync(Samples.Execution(target: "cat"), Token)).ShouldBe(ExecutionWriteOutcome.Applied);
        }

        await store.StopAsync();
        lost.GetMeasurementSnapshot().EvaluateAsCounter().ShouldBe(3);
        logs.GetSnapshot().ShouldContain(record => record.Message.StartsWith("3 buffered writes", StringComparison.Ordinal));
    }

    private Task<TestStore> StartAsync(Action<PostgresStoreOptions>? configure = null, FakeLogCollector? logs = null, TimeProvider? clock = null) => TestStore.StartAsync(
        schema,
        Route.Direct,
        options =>
        {
            options.ExecutionWrites = PostgresWriteMode.Buffered;
            configure?.Invoke(options);
        },
        services => services.AddMetrics().AddSingleton(clock ?? TimeProvider.System),
        logs);
}
