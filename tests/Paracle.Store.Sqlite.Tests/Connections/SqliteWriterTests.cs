using System.Diagnostics.Metrics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Paracle.Store.Sqlite.Tests;

public sealed class SqliteWriterTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private TestStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await TestStore.StartAsync(_folder.File);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Writers_ComingWhileOneCommits_ShareATransaction()
    {
        using var sizes = new MetricCollector<int>(_store.Get<IMeterFactory>(), TelemetryNames.Sqlite, $"{TelemetryNames.SqliteWritePipeline}.batch.size");
        var executions = Enumerable.Range(0, 64).Select(_ => Samples.Execution()).ToList();

        using (var gate = new WriterGate(_store))
        {
            var writes = executions.ConvertAll(execution => _store.Executions.WriteAsync(execution, default).AsTask());
            writes.ShouldAllBe(write => !write.IsCompleted);
            await gate.OpenAsync();
            await Task.WhenAll(writes);
        }

        sizes.GetMeasurementSnapshot().Select(measurement => measurement.Value).ShouldBe([1, 64]);
        await ShouldHoldAfterReopeningAsync(executions);
    }

    [Fact]
    public async Task Writers_ManyAtOnce_AreAllDurable_InFewerTransactionsThanWrites()
    {
        using var sizes = new MetricCollector<int>(_store.Get<IMeterFactory>(), TelemetryNames.Sqlite, $"{TelemetryNames.SqliteWritePipeline}.batch.size");
        var executions = Enumerable.Range(0, 64 * 20).Select(_ => Samples.Execution()).ToList();

        await Task.WhenAll(executions.Chunk(20).Select(own => Task.Run(async () =>
        {
            foreach (var execution in own)
            {
                (await _store.Executions.WriteAsync(execution, default)).ShouldBe(ExecutionWriteOutcome.Applied);
            }
        })));

        var transactions = sizes.GetMeasurementSnapshot();
        transactions.Sum(measurement => measurement.Value).ShouldBe(executions.Count);
        transactions.Count.ShouldBeLessThan(executions.Count);
        await ShouldHoldAfterReopeningAsync(executions);
    }

    [Fact]
    public async Task Write_ThatFailsHalfway_IsUndone_AndItsNeighboursAreKept()
    {
        var (before, after) = (Samples.Execution(), Samples.Execution());
        var halfway = Samples.Execution();

        using (var gate = new WriterGate(_store))
        {
            var first = _store.Executions.WriteAsync(before, default).AsTask();
            var bad = _store.Database.WriteAsync<bool>(
                session =>
                {
                    ExecutionTable.Write(session, halfway);
                    throw new ConflictException("Changed its mind.");
                },
                default).AsTask();
            var broken = _store.Database.WriteOnceAsync(
                session => session.Execute("INSERT INTO execution (tenant) VALUES ('incomplete')"), default).AsTask();
            var last = _store.Executions.WriteAsync(after, default).AsTask();
            await gate.OpenAsync();

            (await first).ShouldBe(ExecutionWriteOutcome.Applied);
            await bad.ShouldThrowAsync<ConflictException>();
            (await broken.ShouldThrowAsync<UnavailableException>()).InnerException.ShouldBeOfType<SqliteException>();
            (await last).ShouldBe(ExecutionWriteOutcome.Applied);
        }

        (await _store.Executions.FindAsync(halfway.Tenant, halfway.Id, default)).ShouldBeNull();
        await ShouldHoldAfterReopeningAsync([before, after]);
    }

    [Fact]
    public async Task Writers_Cancelled_WriteNothing_AndTheOthersGoOn()
    {
        using var cancellation = new CancellationTokenSource();
        var (kept, left) = (Samples.Execution(), Samples.Execution());

        using (var gate = new WriterGate(_store))
        {
            var leaving = _store.Executions.WriteAsync(left, cancellation.Token).AsTask();
            var staying = _store.Executions.WriteAsync(kept, default).AsTask();
            await cancellation.CancelAsync();
            await leaving.ShouldThrowAsync<OperationCanceledException>();
            await gate.OpenAsync();
            await staying;
        }

        (await _store.Executions.FindAsync(left.Tenant, left.Id, default)).ShouldBeNull();
        await ShouldHoldAfterReopeningAsync([kept]);
    }

    [Fact]
    public async Task Disk_Full_FailsTheWholeTransaction_AndTheStoreGoesOnWhenThereIsRoom()
    {
        var (huge, neighbour) = (Samples.Execution() with { Input = new string('x', 4_000_000) }, Samples.Execution());
        await _store.Database.WriteAsync(session => session.Scalar("PRAGMA max_page_count = 100"), default);

        using (var gate = new WriterGate(_store))
        {
            var writes = new[] { neighbour, huge }.Select(execution => _store.Executions.WriteAsync(execution, default).AsTask()).ToArray();
            await gate.OpenAsync();
            foreach (var write in writes)
            {
                (await write.ShouldThrowAsync<UnavailableException>()).Message.ShouldContain("Free space");
            }
        }

        (await _store.Executions.FindAsync(neighbour.Tenant, neighbour.Id, default)).ShouldBeNull();
        await _store.Database.WriteAsync(session => session.Scalar("PRAGMA max_page_count = 1000000"), default);
        await _store.Executions.WriteAsync(huge, default);
        await ShouldHoldAfterReopeningAsync([huge]);
    }

    [Fact]
    public async Task Write_RefusedOverANeighbourThatIsNotCommitted_IsUnavailable_NotAConflict()
    {
        var agents = _store.Get<IAgentStore>();
        var spec = new AgentSpec { Name = "writer" };
        await _store.Database.WriteAsync(session => session.Scalar("PRAGMA max_page_count = 100"), default);

        using var gate = new WriterGate(_store);
        var first = agents.SaveAsync(TenantId.Default, spec, 0, default).AsTask();
        var second = agents.SaveAsync(TenantId.Default, spec, 0, default).AsTask();
        var huge = _store.Executions.WriteAsync(Samples.Execution() with { Input = new string('x', 4_000_000) }, default).AsTask();
        await gate.OpenAsync();

        foreach (var write in new Task[] { first, second, huge })
        {
            await write.ShouldThrowAsync<UnavailableException>();
        }
    }

    [Fact]
    public async Task Stop_WithWritesWaiting_CommitsThemAll()
    {
        var executions = Enumerable.Range(0, 64).Select(_ => Samples.Execution()).ToList();
        Task stop;
        using (var gate = new WriterGate(_store))
        {
            var writes = executions.ConvertAll(execution => _store.Executions.WriteAsync(execution, default).AsTask());
            stop = _store.StopAsync();
            stop.IsCompleted.ShouldBeFalse();
            await gate.OpenAsync();
            await Task.WhenAll(writes);
        }

        await stop;
        await ShouldHoldAfterReopeningAsync(executions);
    }

    [Fact]
    public async Task Stop_OutOfPatience_FailsWhatWaits()
    {
        using var gate = new WriterGate(_store);
        var write = _store.Executions.WriteAsync(Samples.Execution(), default).AsTask();

        await _store.StopAsync(new CancellationToken(canceled: true));

        await write.ShouldThrowAsync<UnavailableException>();
        await gate.ReleaseAsync();
    }

    [Fact]
    public async Task Close_WithoutAStop_EndsTheTransactionUnderWay_AndRefusesTheRest()
    {
        using var gate = new WriterGate(_store);
        var write = _store.Executions.WriteAsync(Samples.Execution(), default).AsTask();

        _store.Database.Dispose();
        await gate.OpenAsync();

        await write.ShouldThrowAsync<UnavailableException>();
        await Should.ThrowAsync<UnavailableException>(async () => await _store.Executions.WriteAsync(Samples.Execution(), default));
    }

    [Fact]
    public async Task Capacity_ReachedWhileRejecting_IsATypedError()
    {
        await using var store = await TestStore.StartAsync(Path.Combine(_folder.Path, "small.db"), options =>
            (options.WriteCapacity, options.MaxWriteBatchSize, options.WriteOverflow) = (1, 1, OverflowPolicy.Reject));
        using var gate = new WriterGate(store);
        var waiting = store.Executions.WriteAsync(Samples.Execution(), default).AsTask();

        var rejected = await Should.ThrowAsync<LimitExceededException>(async () => await store.Executions.WriteAsync(Samples.Execution(), default));

        rejected.Code.ShouldBe(ErrorCodes.QueueFull);
        await gate.OpenAsync();
        await waiting;
    }

    private async Task ShouldHoldAfterReopeningAsync(List<Execution> executions)
    {
        await _store.DisposeAsync();
        _store = await TestStore.StartAsync(_folder.File);
        foreach (var execution in executions)
        {
            (await _store.Executions.FindAsync(execution.Tenant, execution.Id, default)).ShouldBe(execution);
        }
    }
}
