namespace Paracle.Store.Sqlite.Tests;

/// <summary>Two stores on one file, as two processes have it: each with a writer and readers of its own.</summary>
public sealed class SharedFileTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private TestStore _one = null!;
    private TestStore _other = null!;

    public async ValueTask InitializeAsync()
    {
        _one = await TestStore.StartAsync(_folder.File);
        _other = await TestStore.StartAsync(_folder.File);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Writes_OfBoth_AreSeenByBoth()
    {
        var executions = Enumerable.Range(0, 200).Select(_ => Samples.Execution()).ToList();

        await Task.WhenAll(executions.Select((execution, i) => (i % 2 == 0 ? _one : _other).Executions.WriteAsync(execution, default).AsTask()));

        foreach (var store in new[] { _one, _other })
        {
            (await store.Executions.ListAsync(TenantId.Default, ExecutionFilter.All, new PageRequest(1000), default)).Items.Count.ShouldBe(200);
        }
    }

    [Fact]
    public async Task Execution_WrittenByBoth_KeepsTheHighestVersion()
    {
        var pending = Samples.Execution();
        var running = pending.MoveTo(ExecutionState.Running, TimeProvider.System.GetUtcNow());
        await _one.Executions.WriteAsync(running, default);

        (await _other.Executions.WriteAsync(pending, default)).ShouldBe(ExecutionWriteOutcome.Superseded);

        (await _one.Executions.FindAsync(pending.Tenant, pending.Id, default)).ShouldBe(running);
    }

    [Fact]
    public async Task Lease_OfOne_IsHeldAgainstTheOther()
    {
        var lease = (await _one.Get<IClusterLease>().TryAcquireAsync("maintenance", "one", TimeSpan.FromMinutes(5), default)).ShouldNotBeNull();
        (await _other.Get<IClusterLease>().TryAcquireAsync("maintenance", "other", TimeSpan.FromMinutes(5), default)).ShouldBeNull();

        await _one.Get<IClusterLease>().ReleaseAsync(lease, default);

        (await _other.Get<IClusterLease>().TryAcquireAsync("maintenance", "other", TimeSpan.FromMinutes(5), default)).ShouldNotBeNull()
            .FencingToken.ShouldBeGreaterThan(lease.FencingToken);
    }

    [Fact]
    public async Task Budget_ReservedByBoth_IsNeverOverdrawn()
    {
        var budget = new BudgetLimit(new BudgetKey(TenantId.Default, "tenant", "2026-01"), 100, null);

        var reservations = await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            try
            {
                return await (i % 2 == 0 ? _one : _other).Get<IBudgetLedger>().ReserveAsync([budget], new BudgetAmount(10, 0), TimeSpan.FromMinutes(5), default);
            }
            catch (LimitExceededException)
            {
                return null;
            }
        }));

        reservations.Count(reservation => reservation is not null).ShouldBe(10);
        (await _one.Get<IBudgetLedger>().GetAsync(budget.Key, default)).Reserved.Tokens.ShouldBe(100);
    }

    [Fact]
    public async Task Lanes_LeasedByBoth_AreNeverTheSame()
    {
        await _one.Get<IDurableQueue>().AppendAsync(Samples.Messages(64), default);

        var lanes = new List<QueueLane>();
        while (await (lanes.Count % 2 == 0 ? _one : _other).Get<IDurableQueue>().LeaseLaneAsync("mail", "worker", TimeSpan.FromMinutes(5), default) is { } lane)
        {
            lanes.Add(lane);
        }

        lanes.Select(lane => lane.Lane).ShouldBeUnique();
        lanes.Count.ShouldBeGreaterThan(1);
    }
}
