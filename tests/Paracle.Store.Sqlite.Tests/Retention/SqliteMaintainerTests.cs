using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Paracle.Store.Sqlite.Tests.Retention;

public sealed class SqliteMaintainerTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(2);

    private readonly TestFolder _folder = new();
    private readonly TimerClock _clock = new();
    private readonly FakeLogCollector _logs = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_RemovesWhatIsOld_AndAgainAfterTheInterval()
    {
        await using (var earlier = await TestStore.StartAsync(_folder.File))
        {
            await WriteOldAsync(earlier);
        }

        await using var store = TestStore.Create(_folder.File, Configure, AddServices);
        using var removed = new MetricCollector<long>(store.Get<IMeterFactory>(), TelemetryNames.Sqlite, TelemetryNames.StoreExecutionsRemoved);
        await store.StartAsync();
        await removed.WaitForMeasurementsAsync(1, TestContext.Current.CancellationToken);
        await _clock.TimerMade;
        await WriteOldAsync(store);

        _clock.Advance(Interval * 1.1);

        await removed.WaitForMeasurementsAsync(2, TestContext.Current.CancellationToken);
        removed.GetMeasurementSnapshot().ShouldAllBe(measurement => measurement.Value == 1);
        _logs.GetSnapshot().ShouldContain(log => log.Message.StartsWith("1 executions older than 30.00:00:00", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_ThatFails_IsCountedAndLogged_AndTheStoreGoesOn()
    {
        await using (var earlier = await TestStore.StartAsync(_folder.File))
        {
            await WriteOldAsync(earlier);
        }

        _folder.Run("CREATE TRIGGER keep BEFORE DELETE ON execution BEGIN SELECT RAISE(ABORT, 'kept'); END");
        await using var store = TestStore.Create(_folder.File, Configure, AddServices);
        using var failures = new MetricCollector<long>(store.Get<IMeterFactory>(), TelemetryNames.Sqlite, TelemetryNames.StoreMaintenanceFailures);

        await store.StartAsync();
        await failures.WaitForMeasurementsAsync(1, TestContext.Current.CancellationToken);
        await _clock.TimerMade;

        _logs.GetSnapshot().ShouldContain(log => log.Level == LogLevel.Warning && log.Exception is UnavailableException);
        (await store.Executions.WriteAsync(Samples.Execution(), default)).ShouldBe(ExecutionWriteOutcome.Applied);
    }

    private static void Configure(SqliteStoreOptions options) => (options.Retention, options.RetentionInterval) = (TimeSpan.FromDays(30), Interval);

    private async Task WriteOldAsync(TestStore store)
    {
        var id = new ExecutionId(Guid.CreateVersion7(_clock.GetUtcNow() - TimeSpan.FromDays(31)));
        var execution = Execution.Begin(id, Caller.Local, ExecutionKind.Agent, "writer", "Say something.");
        await store.Executions.WriteAsync(execution.MoveTo(ExecutionState.Cancelled, _clock.GetUtcNow()), default);
    }

    private void AddServices(IServiceCollection services) => services
        .AddSingleton<TimeProvider>(_clock)
        .AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(_logs)));

    /// <summary>Tells when maintenance waits for its next turn.</summary>
    private sealed class TimerClock() : FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero))
    {
        private readonly TaskCompletionSource _made = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task TimerMade => _made.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime >= Interval)
            {
                _made.TrySetResult();
            }

            return timer;
        }
    }
}
