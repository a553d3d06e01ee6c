using Microsoft.Extensions.Logging.Testing;
using Npgsql;
using Paracle.Testing;

namespace Paracle.Store.Tests;

public sealed class OnlineIndexTests : IAsyncLifetime
{
    private const string Index = "executions_host";

    private readonly TestSchema _schema = new(); // one for each test
    private readonly MaintenanceHost _host;

    public OnlineIndexTests() => _host = new MaintenanceHost(_schema, TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Present => $"{_schema.Name}.{ExecutionMonth.Of(TimeProvider.System.GetUtcNow()).Partition.Name}";

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _schema.DisposeAsync();

    [Theory]
    [InlineData(Route.Direct)]
    [InlineData(Route.PgBouncer)]
    public async Task Apply_TableWithPartitions_EachHasTheIndex(Route route)
    {
        await using var store = await StartWithoutTheIndexAsync(route);
        (await store.Get<IPostgresMigrations>().GetStatusAsync(Token)).Single(migration => !migration.IsApplied).ShouldSatisfyAllConditions(
            migration => migration.Name.ShouldBe(Index), migration => migration.IsOnline.ShouldBeTrue());
        await store.Get<IPostgresMigrations>().ApplyAsync(Token);
        await ShouldBeWholeAsync(store);
    }

    [Fact]
    public async Task Apply_ByTwelveHostsAtOnce_EachWaitsAndOneBuilds()
    {
        await using var store = await StartWithoutTheIndexAsync();
        var logs = new FakeLogCollector();
        List<TestStore> hosts = [.. Enumerable.Range(0, 12).Select(number => TestStore.Create(_schema, number % 2 == 0 ? Route.Direct : Route.PgBouncer, logs: logs))];
        await Race.RunAsync(12, async number =>
        {
            await hosts[number].Get<IPostgresMigrations>().ApplyAsync(Token);
            return number;
        });
        logs.GetSnapshot().Count(log => log.Id.Name == "Migrated").ShouldBe(1);
        await ShouldBeWholeAsync(store);
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task Apply_BackendOfABuildWasKilled_InvalidIndexIsBuiltAnew()
    {
        await using var store = await StartWithoutTheIndexAsync();
        await using (await OpenAsync($"BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM {_schema.Name}.executions"))
        {
            var building = Sql.ExecuteAsync($"CREATE INDEX CONCURRENTLY {ExecutionMonth.Of(TimeProvider.System.GetUtcNow()).Partition.Name}_host ON {Present} (host, created_at) WHERE state < 3");
            await Waiting.UntilAsync(async () => (await InvalidAsync()).Count == 1);
            await Sql.QueryAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY%{_schema.Name}%' AND pid <> pg_backend_pid()");
            await Should.ThrowAsync<PostgresException>(() => building);
        }

        (await InvalidAsync()).Count.ShouldBe(1);
        await store.Get<IPostgresMigrations>().ApplyAsync(Token);
        await ShouldBeWholeAsync(store);
    }

    [Fact]
    public async Task Apply_CutShortAfterTheFirstStep_MonthMadeMeanwhileHasItAndTheRestFollows()
    {
        await using var store = await StartWithoutTheIndexAsync();
        await Sql.ExecuteAsync($"CREATE INDEX {Index} ON ONLY {_schema.Name}.executions (host, created_at) WHERE state < 3");
        var later = TimeProvider.System.GetUtcNow().AddMonths(9);
        await MaintenanceHost.WriteAsync(store, later);
        (await Sql.QueryAsync($"SELECT indrelid::regclass::text FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid WHERE inhparent = '{_schema.Name}.{Index}'::regclass"))
            .Count.ShouldBe(1, "the month that was made has the index already");
        await store.Get<IPostgresMigrations>().ApplyAsync(Token);
        await ShouldBeWholeAsync(store);
    }

    [Fact]
    public async Task Apply_LastPartitionThatLackedItWasDetached_IsMadeAnew()
    {
        await using var store = await StartWithoutTheIndexAsync();
        await Sql.ExecuteAsync($"CREATE INDEX {Index} ON ONLY {_schema.Name}.executions (host, created_at) WHERE state < 3");
        var leaves = await LeavesAsync();
        foreach (var leaf in leaves.SkipLast(1))
        {
            await Sql.ExecuteAsync($"CREATE INDEX {leaf.Split('.')[1]}_host ON {leaf} (host, created_at) WHERE state < 3; ALTER INDEX {_schema.Name}.{Index} ATTACH PARTITION {leaf}_host");
        }

        await Sql.ExecuteAsync($"ALTER TABLE {_schema.Name}.executions DETACH PARTITION {leaves[^1]}");
        await store.Get<IPostgresMigrations>().ApplyAsync(Token);
        await ShouldBeWholeAsync(store);
    }

    [Fact]
    public async Task Apply_ALongWriterStandsInTheWay_OtherWritesGoOnMeanwhile()
    {
        await using var store = await StartWithoutTheIndexAsync(configure: options => options.LockTimeout = TimeSpan.FromMilliseconds(100));
        Task applying;
        await using (await OpenAsync($"BEGIN; LOCK TABLE {_schema.Name}.executions IN ROW EXCLUSIVE MODE"))
        {
            applying = store.Get<IPostgresMigrations>().ApplyAsync(Token);
            await Waiting.UntilAsync(async () =>
            {
                await MaintenanceHost.WriteAsync(store, TimeProvider.System.GetUtcNow());
                return _host.Logs.GetSnapshot().Any(log => log.Message.Contains("migrations.index.change", StringComparison.Ordinal));
            });
            applying.IsCompleted.ShouldBeFalse();
            await MaintenanceHost.WriteAsync(store, TimeProvider.System.GetUtcNow());
        }

        await applying;
        await ShouldBeWholeAsync(store);
    }

    [Fact]
    public async Task Script_OfWhatIsPending_RunsInPsqlAndIsWhatApplyDoes()
    {
        await using var store = await StartWithoutTheIndexAsync();
        await RunLineByLineAsync(await store.Get<IPostgresMigrations>().GetScriptAsync(Token));
        (await store.Get<IPostgresMigrations>().GetScriptAsync(Token)).ShouldBe("");
        await ShouldBeWholeAsync(store);
    }

    // As psql does it: a statement at a time, so that those outside of a transaction stay outside.
    private static async Task RunLineByLineAsync(string script)
    {
        foreach (var statement in script.Split(";\n", StringSplitOptions.RemoveEmptyEntries))
        {
            await Sql.ExecuteAsync(statement);
        }
    }

    private async Task<TestStore> StartWithoutTheIndexAsync(Route route = Route.Direct, Action<PostgresPartitionOptions>? configure = null)
    {
        var store = await _host.StartAsync(configure, route);
        for (var i = 0; i < 20; i++)
        {
            await MaintenanceHost.WriteAsync(store, TimeProvider.System.GetUtcNow());
        }

        await Waiting.UntilAsync(async () => (await store.Get<IPostgresMaintenance>().PlanAsync(Token)).Count == 0); // the maintainer is at rest
        await Sql.ExecuteAsync($"DROP INDEX {_schema.Name}.{Index}; DELETE FROM {_schema.Name}.migrations WHERE name = '{Index}'");
        return store;
    }

    private async Task ShouldBeWholeAsync(TestStore store)
    {
        (await store.Get<IPostgresMigrations>().GetStatusAsync(Token)).ShouldAllBe(migration => migration.IsApplied);
        (await Sql.QueryAsync($"SELECT indisvalid FROM pg_index WHERE indexrelid = '{_schema.Name}.{Index}'::regclass")).ShouldBe(["True"]);
        (await InvalidAsync()).ShouldBeEmpty();
        (await Sql.QueryAsync($"SELECT indrelid::regclass::text FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid WHERE inhparent = '{_schema.Name}.{Index}'::regclass ORDER BY 1"))
            .Count.ShouldBe((await LeavesAsync()).Count);
    }

    private Task<List<string>> LeavesAsync() =>
        Sql.QueryAsync($"SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = '{_schema.Name}.executions'::regclass ORDER BY 1");

    private Task<List<string>> InvalidAsync() =>
        Sql.QueryAsync($"SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE relnamespace = '{_schema.Name}'::regnamespace AND relkind = 'i' AND NOT indisvalid");

    private static async Task<NpgsqlConnection> OpenAsync(string sql)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(TestServers.Postgres) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
        return connection;
    }
}
