using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Paracle.Store.Sqlite.Tests.Retention;

public sealed class SqliteMaintenanceTests : IAsyncLifetime
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    private TestStore _store = null!;

    private ISqliteMaintenance Maintenance => _store.Get<ISqliteMaintenance>();

    public async ValueTask InitializeAsync()
    {
        _store = await StartAsync(Kept);
        await _store.Get<SqliteMaintainer>().StopAsync(default); // its run at the start would remove what these tests count
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Run_RemovesWhatIsOldAndHasEnded_AndNothingElse()
    {
        var old = await WriteAsync(Kept + TimeSpan.FromMilliseconds(1), Ended);
        var atTheEdge = await WriteAsync(Kept, Ended);
        var running = await WriteAsync(Kept * 2, Started);
        var young = await WriteAsync(TimeSpan.FromDays(1), Ended);

        (await Maintenance.RunAsync(default)).ShouldBe(1);

        (await FindAsync(old)).ShouldBeNull();
        foreach (var kept in new[] { atTheEdge, running, young })
        {
            (await FindAsync(kept)).ShouldBe(kept);
        }
    }

    [Theory]
    [InlineData(ExecutionState.Succeeded)]
    [InlineData(ExecutionState.Failed)]
    [InlineData(ExecutionState.Cancelled)]
    [InlineData(ExecutionState.TimedOut)]
    public async Task Run_OfEveryTerminalState_Removes(ExecutionState state)
    {
        await WriteAsync(Kept * 2, execution => Started(execution).MoveTo(state, _clock.GetUtcNow()));

        (await Maintenance.RunAsync(default)).ShouldBe(1);
    }

    [Fact]
    public async Task Plan_CountsWhatRunRemoves_AndChangesNothing()
    {
        var old = await WriteAsync(Kept * 2, Ended);
        await WriteAsync(Kept * 2, Started);

        (await Maintenance.PlanAsync(default)).ShouldBe(1);
        (await FindAsync(old)).ShouldNotBeNull();
        (await Maintenance.RunAsync(default)).ShouldBe(1);
        (await Maintenance.PlanAsync(default)).ShouldBe(0);
    }

    [Fact]
    public async Task Run_OfMany_GoesInSmallTransactions_PastWhatHasNotEnded()
    {
        using var removed = new MetricCollector<long>(_store.Get<IMeterFactory>(), TelemetryNames.Sqlite, TelemetryNames.StoreExecutionsRemoved);
        var old = await Task.WhenAll(Enumerable.Range(0, 950).Select(i => WriteAsync(Kept * 2, i is >= 200 and < 400 ? Started : Ended)));
        var young = await WriteAsync(TimeSpan.Zero, Ended);

        (await Maintenance.RunAsync(default)).ShouldBe(750);

        var transactions = removed.GetMeasurementSnapshot().Select(measurement => measurement.Value).ToList();
        transactions.Sum().ShouldBe(750);
        transactions.ShouldAllBe(count => count <= 100);
        (await FindAsync(young)).ShouldNotBeNull();
        (await FindAsync(old[200])).ShouldNotBeNull();
    }

    [Fact]
    public async Task Run_WithoutARetention_RemovesNothing()
    {
        await _store.DisposeAsync();
        _store = await StartAsync(null);
        await WriteAsync(TimeSpan.FromDays(10_000), Ended);

        (await Maintenance.PlanAsync(default)).ShouldBe(0);
        (await Maintenance.RunAsync(default)).ShouldBe(0);
    }

    [Fact]
    public async Task Run_Cancelled_Ends()
    {
        await WriteAsync(Kept * 2, Ended);

        await Should.ThrowAsync<OperationCanceledException>(() => Maintenance.RunAsync(new CancellationToken(canceled: true)));
    }

    private Task<TestStore> StartAsync(TimeSpan? retention) => TestStore.StartAsync(
        _folder.File, options => options.Retention = retention, services => services.AddSingleton<TimeProvider>(_clock));

    private async Task<Execution> WriteAsync(TimeSpan age, Func<Execution, Execution> move)
    {
        var id = new ExecutionId(Guid.CreateVersion7(_clock.GetUtcNow() - age));
        var execution = move(Execution.Begin(id, Caller.Local, ExecutionKind.Agent, "writer", "Say something."));
        await _store.Executions.WriteAsync(execution, default);
        return execution;
    }

    private Execution Started(Execution execution) => execution.MoveTo(ExecutionState.Running, _clock.GetUtcNow());

    private Execution Ended(Execution execution) => Started(execution).MoveTo(ExecutionState.Succeeded, _clock.GetUtcNow());

    private ValueTask<Execution?> FindAsync(Execution execution) => _store.Executions.FindAsync(execution.Tenant, execution.Id, default);
}
