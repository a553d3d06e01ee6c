using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Paracle.Testing;

namespace Paracle.Store.Tests;

public sealed class PartitionMaintenanceTests : IAsyncLifetime
{
    // In the past of the server's clock, which retention never runs ahead of.
    private static readonly DateTimeOffset Now = new(2025, 6, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan SixtyDays = TimeSpan.FromDays(60);

    private readonly FakeTimeProvider _time = new(Now);
    private readonly TestSchema _schema = new(); // one for each test
    private readonly MaintenanceHost _host;

    public PartitionMaintenanceTests() => _host = new MaintenanceHost(_schema, _time);

    private string Archive => $"{_schema.Name}_archive";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await Sql.ExecuteAsync($"DROP SCHEMA IF EXISTS {Archive} CASCADE");
        await _schema.DisposeAsync();
    }

    [Fact]
    public async Task Plan_MonthsAreMissing_TellsWhatRunDoesAndChangesNothing()
    {
        await MakeMonthsAsync();
        _time.Advance(TimeSpan.FromDays(30)); // July: October is missing, April has ended
        await using var store = _host.Create(Dropping);
        var before = await _host.PartitionsAsync();
        var plan = await store.Get<IPostgresMaintenance>().PlanAsync(Token);
        Actions(plan).ShouldBe(
            "MakeMonth executions_2025_10; DetachMonth executions_2025_03; DropMonth executions_2025_03; DetachMonth executions_2025_04; DropMonth executions_2025_04; Analyze executions");
        plan[0].Sql.ShouldContain($"ATTACH PARTITION \"{_schema.Name}\".\"executions_2025_10\" FOR VALUES FROM ('2025-10-01 00:00:00+00') TO ('2025-11-01 00:00:00+00')");
        (await _host.PartitionsAsync()).ShouldBe(before);
        (await store.Get<IPostgresMaintenance>().RunAsync(Token)).ShouldBe(plan);
        (await _host.PartitionsAsync()).ShouldBe("2025_05 2025_06 2025_07 2025_08 2025_09 2025_10");
    }

    [Theory]
    [InlineData(Route.Direct)]
    [InlineData(Route.PgBouncer)]
    public async Task Run_NothingToDo_DoesNothingTwice(Route route)
    {
        await using var store = _host.Create(route: route);
        await store.Get<IPostgresMigrations>().ApplyAsync(Token);
        (await store.Get<IPostgresMaintenance>().RunAsync(Token)).ShouldNotBeNull().Count.ShouldBe(5); // four months, and their figures
        (await store.Get<IPostgresMaintenance>().RunAsync(Token)).ShouldBe([]);
        (await store.Get<IPostgresMaintenance>().PlanAsync(Token)).ShouldBe([]);
    }

    [Fact]
    public async Task Run_ByTwelveHostsAtOnce_EachMonthOnce()
    {
        await using (var store = _host.Create())
        {
            await store.Get<IPostgresMigrations>().ApplyAsync(Token);
        }

        List<TestStore> hosts = [.. Enumerable.Range(0, 12).Select(number => _host.Create(route: number % 2 == 0 ? Route.Direct : Route.PgBouncer))];
        var runs = await Race.RunAsync(12, number => hosts[number].Get<IPostgresMaintenance>().RunAsync(Token));
        runs.Sum(run => run?.Count(step => step.Action == PostgresMaintenanceAction.MakeMonth) ?? 0).ShouldBe(4);
        (await _host.PartitionsAsync()).ShouldBe("2025_06 2025_07 2025_08 2025_09");
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(Route.Direct)]
    [InlineData(Route.PgBouncer)]
    public async Task Run_RetentionKeeps_TableIsDetachedAndStays(Route route)
    {
        var old = await MakeMonthsAsync();
        await using var store = _host.Create(options => options.Retention = SixtyDays, route);
        Actions(await store.Get<IPostgresMaintenance>().RunAsync(Token)).ShouldBe("DetachMonth executions_2025_03; Analyze executions");
        (await _host.PartitionsAsync()).ShouldBe("2025_04 2025_05 2025_06 2025_07 2025_08 2025_09");
        (await Sql.QueryAsync($"SELECT id FROM {_schema.Name}.executions_2025_03")).ShouldBe([old.Id.ToString()]);
        (await store.Get<IPostgresMaintenance>().RunAsync(Token)).ShouldBe([]);
    }

    [Fact]
    public async Task Run_RetentionDrops_TableIsGone()
    {
        await MakeMonthsAsync();
        await using var store = _host.Create(Dropping);
        Actions(await store.Get<IPostgresMaintenance>().RunAsync(Token)).ShouldBe("DetachMonth executions_2025_03; DropMonth executions_2025_03; Analyze executions");
        (await Sql.QueryAsync($"SELECT 1 FROM pg_tables WHERE schemaname = '{_schema.Name}' AND tablename = 'executions_2025_03'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_RetentionArchives_TableMovesWithItsRows()
    {
        var old = await MakeMonthsAsync();
        await using var store = _host.Create(options => (options.Retention, options.EndedMonths, options.ArchiveSchema) = (SixtyDays, PostgresRetentionMode.Archive, Archive));
        Actions(await store.Get<IPostgresMaintenance>().RunAsync(Token)).ShouldBe("DetachMonth executions_2025_03; ArchiveMonth executions_2025_03; Analyze executions");
        (await Sql.QueryAsync($"SELECT id FROM {Archive}.executions_2025_03")).ShouldBe([old.Id.ToString()]);
    }

    [Fact]
    public async Task Run_DetachedAndNotPutAway_IsPutAwayLater()
    {
        await MakeMonthsAsync();
        await using (var keeping = _host.Create(options => options.Retention = SixtyDays))
        {
            await keeping.Get<IPostgresMaintenance>().RunAsync(Token);
        }

        await using var store = _host.Create(Dropping);
        Actions(await store.Get<IPostgresMaintenance>().RunAsync(Token)).ShouldBe("DropMonth executions_2025_03");
    }

    [Fact]
    public async Task Run_BackendOfADetachWasKilled_IsFinished()
    {
        await MakeMonthsAsync();
        await using var store = _host.Create(Dropping);
        var detach = (await store.Get<IPostgresMaintenance>().PlanAsync(Token)).Single(step => step.Action == PostgresMaintenanceAction.DetachMonth);
        await using (await OpenReaderAsync())
        {
            var detaching = Sql.ExecuteAsync(detach.Sql); // waits for the reader, after its first transaction
            await Waiting.UntilAsync(async () => (await _host.PartitionsAsync()).Contains('*', StringComparison.Ordinal));
            await Sql.QueryAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%{_schema.Name}%CONCURRENTLY' AND pid <> pg_backend_pid()");
            await Should.ThrowAsync<PostgresException>(() => detaching);
        }

        (await _host.PartitionsAsync()).ShouldStartWith("2025_03*");
        Actions(await store.Get<IPostgresMaintenance>().RunAsync(Token)).ShouldBe("FinishDetach executions_2025_03; DropMonth executions_2025_03; Analyze executions");
        (await _host.PartitionsAsync()).ShouldStartWith("2025_04");
    }

    [Fact]
    public async Task Run_HostsClockIsYearsAhead_EndsNothingThatTheServersClockKeeps()
    {
        var present = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using (var store = await new MaintenanceHost(_schema, present).StartAsync())
        {
            await MaintenanceHost.WriteAsync(store, present.GetUtcNow());
            await store.StopAsync();
        }

        await using var ahead = new MaintenanceHost(_schema, new FakeTimeProvider(present.GetUtcNow().AddYears(9))).Create(Dropping);
        (await ahead.Get<IPostgresMaintenance>().RunAsync(Token)).ShouldNotBeNull().ShouldAllBe(step =>
            step.Action == PostgresMaintenanceAction.MakeMonth || step.Action == PostgresMaintenanceAction.Analyze);
    }

    [Fact]
    public async Task Run_MonthHasNoSettingsOfItsOwn_IsTuned()
    {
        await MakeMonthsAsync();
        await using var store = _host.Create();
        await Sql.ExecuteAsync($"ALTER TABLE {_schema.Name}.executions_2025_07 RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_insert_scale_factor, autovacuum_analyze_scale_factor)");
        Actions(await store.Get<IPostgresMaintenance>().RunAsync(Token)).ShouldBe("TuneMonth executions_2025_07");
        (await Sql.QueryAsync($"SELECT count(DISTINCT reloptions) FROM pg_class WHERE oid::regclass::text LIKE '{_schema.Name}.executions_2025_0_'")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Write_RetentionEndedTheMonth_IsRefused()
    {
        await MakeMonthsAsync();
        await using var store = await _host.StartAsync(Dropping);
        await Waiting.UntilAsync(async () => (await _host.PartitionsAsync()).StartsWith("2025_04", StringComparison.Ordinal));
        var error = await Should.ThrowAsync<InvalidInputException>(() => MaintenanceHost.WriteAsync(store, Now.AddMonths(-3)));
        error.Message.ShouldContain("Retention");
    }

    [Fact]
    public async Task Write_MonthLiesDetachedBesideTheOthers_SaysSo()
    {
        await MakeMonthsAsync();
        await using (var keeping = _host.Create(options => options.Retention = SixtyDays))
        {
            await keeping.Get<IPostgresMaintenance>().RunAsync(Token);
        }

        await using var store = await _host.StartAsync();
        var error = await Should.ThrowAsync<ConfigurationException>(() => MaintenanceHost.WriteAsync(store, Now.AddMonths(-3)));
        error.Message.ShouldContain("'executions_2025_03'");
    }

    private static void Dropping(PostgresPartitionOptions options) => (options.Retention, options.EndedMonths) = (SixtyDays, PostgresRetentionMode.Drop);

    private static string Actions(IEnumerable<PostgresMaintenanceStep>? steps) => string.Join("; ", (steps ?? []).Select(step => $"{step.Action} {step.Table}"));

    /// <summary>March to September, and an execution of March.</summary>
    private async Task<Execution> MakeMonthsAsync()
    {
        await using var store = await _host.StartAsync();
        await MaintenanceHost.WriteAsync(store, Now.AddMonths(-1));
        await MaintenanceHost.WriteAsync(store, Now.AddMonths(-2));
        var old = await MaintenanceHost.WriteAsync(store, Now.AddMonths(-3));
        await Sql.ExecuteAsync($"ANALYZE {_schema.Name}.executions");
        await store.StopAsync();
        return old;
    }

    private async Task<NpgsqlConnection> OpenReaderAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(TestServers.Postgres) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand($"BEGIN; SELECT count(*) FROM {_schema.Name}.executions", connection);
        await command.ExecuteNonQueryAsync(Token);
        return connection;
    }
}
