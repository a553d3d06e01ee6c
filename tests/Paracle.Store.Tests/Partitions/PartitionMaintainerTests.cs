using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;
using Paracle.Testing;

namespace Paracle.Store.Tests;

public sealed class PartitionMaintainerTests : IAsyncLifetime
{
    private static readonly DateTimeOffset LateInJune = new(2025, 6, 30, 23, 30, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(LateInJune);
    private readonly TestSchema _schema = new(); // one for each test
    private readonly MaintenanceHost _host;

    public PartitionMaintainerTests() => _host = new MaintenanceHost(_schema, _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _schema.DisposeAsync();

    [Theory]
    [InlineData(Route.Direct)]
    [InlineData(Route.PgBouncer)]
    public async Task Loop_MonthTurns_NextIsMadeAheadWithinAnInterval(Route route)
    {
        await using var store = await _host.StartAsync(route: route);
        (await _host.PartitionsAsync()).ShouldBe("2025_06 2025_07 2025_08 2025_09");
        await AdvanceUntilAsync(partitions => partitions == "2025_06 2025_07 2025_08 2025_09 2025_10");
    }

    [Fact]
    public async Task Loop_MonthsAheadIsSet_AsManyAreMade()
    {
        await using var store = await _host.StartAsync(options => options.MonthsAhead = 1);
        (await _host.PartitionsAsync()).ShouldBe("2025_06 2025_07");
    }

    [Fact]
    public async Task Loop_ServerIsAway_IsToldCountedAndTriedAgain()
    {
        await using var relay = PostgresRelay.Start();
        await using var store = await _host.StartAsync(more: options => options.MaintenanceConnectionString = PostgresRelay.Through(relay));
        using var failures = new MetricCollector<long>(store.Get<StoreTelemetry>().Meter, TelemetryNames.StoreMaintenanceFailures);
        relay.Cut();
        await AdvanceUntilAsync(_ => failures.GetMeasurementSnapshot().Count > 0);
        await MaintenanceHost.WriteAsync(store, LateInJune); // the service's connection is another
        await Waiting.UntilAsync(() => _host.Logs.GetSnapshot().Any(log => log.Id.Name == "MaintenanceFailed")); // comes after the count
        relay.Mend();
        await AdvanceUntilAsync(partitions => partitions.Contains("2025_10", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Write_MaintenanceIsAwayAndTheMonthIsThere_Works()
    {
        await using var relay = PostgresRelay.Start();
        await using var store = await _host.StartAsync(more: options => options.MaintenanceConnectionString = PostgresRelay.Through(relay));
        relay.Cut();
        await MaintenanceHost.WriteAsync(store, LateInJune.AddMonths(3));
    }

    [Fact]
    public async Task Meter_MonthsPass_AheadShrinksUntilTheyAreMade()
    {
        await using var store = await _host.StartAsync();
        using var ahead = new MetricCollector<int>(store.Get<StoreTelemetry>().Meter, TelemetryNames.StorePartitionsAhead);
        await Waiting.UntilAsync(() => Observed(ahead) == 3);
        _time.AutoAdvanceAmount = TimeSpan.Zero;
        await using var frozen = _host.Create();
        await frozen.Get<IPostgresMaintenance>().PlanAsync(Token);
        using var seen = new MetricCollector<int>(frozen.Get<StoreTelemetry>().Meter, TelemetryNames.StorePartitionsAhead);
        Observed(seen).ShouldBe(3);
        await store.StopAsync();
        _time.Advance(TimeSpan.FromDays(1));
        Observed(seen).ShouldBe(2);
    }

    [Fact]
    public async Task Meter_MonthsAreMadeAndDetached_AreCounted()
    {
        await using (var store = await _host.StartAsync())
        {
            await store.StopAsync();
        }

        _time.Advance(TimeSpan.FromDays(60)); // to the end of August
        await using var later = _host.Create(options => options.Retention = TimeSpan.FromDays(30));
        using var made = new MetricCollector<long>(later.Get<StoreTelemetry>().Meter, TelemetryNames.StorePartitionsMade);
        using var detached = new MetricCollector<long>(later.Get<StoreTelemetry>().Meter, TelemetryNames.StorePartitionsDetached);
        await later.Get<IPostgresMaintenance>().RunAsync(Token);
        made.GetMeasurementSnapshot().Count.ShouldBe(2);
        detached.GetMeasurementSnapshot().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Write_HostsClockIsAnHourOffAtTheTurn_LandsInTheMonthOfItsClock()
    {
        await using var right = await _host.StartAsync();
        await using var ahead = await new MaintenanceHost(_schema, new FakeTimeProvider(LateInJune.AddHours(1))).StartAsync();
        await using var behind = await new MaintenanceHost(_schema, new FakeTimeProvider(LateInJune.AddHours(-1))).StartAsync();
        TestStore[] hosts = [right, ahead, behind];
        for (var i = 0; i < hosts.Length; i++)
        {
            var execution = await MaintenanceHost.WriteAsync(hosts[i], LateInJune.AddHours(i == 1 ? 1 : -i / 2));
            foreach (var host in hosts)
            {
                (await host.Executions.FindAsync(execution.Tenant, execution.Id, Token)).ShouldBe(execution);
            }
        }

        (await Sql.QueryAsync($"SELECT count(*) FROM {_schema.Name}.executions_2025_07")).ShouldBe(["1"]);
        (await _host.PartitionsAsync()).ShouldBe("2025_06 2025_07 2025_08 2025_09 2025_10");
    }

    [Fact]
    public async Task Write_FirstHostsClockIsAnHourAheadAtTheTurn_MonthBeforeIsMadeForTheOthers()
    {
        await using var ahead = await new MaintenanceHost(_schema, new FakeTimeProvider(LateInJune.AddHours(1))).StartAsync();
        (await _host.PartitionsAsync()).ShouldStartWith("2025_07");
        await MaintenanceHost.WriteAsync(ahead, LateInJune);
        (await _host.PartitionsAsync()).ShouldStartWith("2025_06 2025_07");
    }

    private static int Observed(MetricCollector<int> gauge)
    {
        gauge.RecordObservableInstruments();
        return gauge.LastMeasurement?.Value ?? 0;
    }

    // The loop may not have come to its wait yet when the clock moves: it is moved until the loop has run. The look at the server keeps it from running away.
    private Task AdvanceUntilAsync(Func<string, bool> condition) => Waiting.UntilAsync(async () =>
    {
        _time.Advance(TimeSpan.FromMinutes(5));
        return condition(await _host.PartitionsAsync());
    });
}
