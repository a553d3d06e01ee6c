using Paracle.Testing;

namespace Paracle.Store.Tests;

/// <summary>The generated script on a server of the test's own, with Debian's pg_cron.</summary>
[Trait("Category", "Slow")]
public sealed class PgCronTests : IAsyncLifetime
{
    private readonly TestSchema _schema = new();
    private PostgresCluster? _cluster;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ExecutionMonth Present => ExecutionMonth.Of(TimeProvider.System.GetUtcNow());

    private PostgresCluster Cluster => _cluster!;

    // Tests run the jobs themselves: at a full minute pg_cron would do the same beside them.
    public async ValueTask InitializeAsync() => _cluster = await PostgresCluster.CreateAsync(
        ("shared_preload_libraries", "pg_cron"), ("cron.database_name", "postgres"), ("cron.use_background_workers", "on"), ("cron.max_running_jobs", "0"), ("timezone", "Pacific/Auckland"));

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    [Fact]
    public async Task Script_RunByPgCron_MakesTheMonthsAhead()
    {
        await Cluster.SetAsync("cron.max_running_jobs", "1");
        await Cluster.StopImmediatelyAsync();
        await Cluster.StartAsync();
        await InstallAsync(_ => { });
        await Cluster.QueryAsync("SELECT cron.alter_job(jobid, schedule := '* * * * *') FROM cron.job"); // at the next minute, and not at the next fifth
        await Waiting.UntilAsync(async () => await Cluster.QueryAsync("SELECT count(*) > 0 FROM cron.job_run_details") == "t");
        await Waiting.UntilAsync(async () => await Cluster.QueryAsync("SELECT count(*) > 0 FROM cron.job_run_details WHERE end_time IS NOT NULL") == "t");
        (await Cluster.QueryAsync("SELECT DISTINCT status || ' ' || return_message FROM cron.job_run_details WHERE end_time IS NOT NULL")).ShouldBe("succeeded DO");
        (await PartitionsAsync()).ShouldBe(string.Join(' ', Present.AndNext(3).Select(month => month.Name)));
        await using var store = Create(_ => { });
        (await store.Get<IPostgresMaintenance>().PlanAsync(Token)).ShouldBeEmpty("what pg_cron made is as hosts make it");
    }

    [Fact]
    public async Task Script_RunWithMonthsOfAHost_LeavesThem()
    {
        await InstallAsync(options => options.MonthsAhead = 5);
        await using var store = Create(options => options.MonthsAhead = 1);
        await store.Get<IPostgresMaintenance>().RunAsync(Token);
        await RunJobAsync("months");
        await RunJobAsync("months");
        (await PartitionsAsync()).ShouldBe(string.Join(' ', Present.AndNext(5).Select(month => month.Name)));
    }

    [Theory]
    [InlineData(PostgresRetentionMode.Keep, "1", "")]
    [InlineData(PostgresRetentionMode.Drop, "0", "")]
    [InlineData(PostgresRetentionMode.Archive, "0", "1")]
    public async Task Script_RetentionEndsAMonth_IsDetachedByAJobAndPutAway(PostgresRetentionMode mode, string left, string archived)
    {
        await InstallAsync(options => (options.Retention, options.EndedMonths) = (TimeSpan.FromDays(60), mode));
        await MakeOldMonthAsync();
        await RunJobAsync("months"); // sets up the detach
        await RunJobAsync("detach");
        (await PartitionsAsync()).ShouldStartWith(Present.Name);
        await RunJobAsync("months"); // puts the month away, and ends the detach's job
        (await Cluster.QueryAsync("SELECT count(*) FROM cron.job")).ShouldBe("1");
        (await CountAsync(_schema.Name)).ShouldBe(left);
        if (mode == PostgresRetentionMode.Archive)
        {
            (await CountAsync("paracle_archive")).ShouldBe(archived);
        }
    }

    [Fact]
    public async Task Script_DetachWasInterrupted_IsFinishedByAJob()
    {
        await InstallAsync(options => (options.Retention, options.EndedMonths) = (TimeSpan.FromDays(60), PostgresRetentionMode.Drop));
        await MakeOldMonthAsync();
        await Cluster.QueryAsync("UPDATE pg_inherits SET inhdetachpending = true WHERE inhrelid = '" + _schema.Name + ".executions_2024_01'::regclass");
        await RunJobAsync("months");
        (await Cluster.QueryAsync("SELECT command FROM cron.job WHERE jobname LIKE 'paracle-detach-%'")).ShouldEndWith("FINALIZE");
    }

    [Fact]
    public async Task Script_RunAgain_ReplacesItsJob()
    {
        await InstallAsync(options => options.MonthsAhead = 5);
        await InstallAsync(options => options.MonthsAhead = 2);
        (await Cluster.QueryAsync("SELECT count(*) FROM cron.job")).ShouldBe("1");
        await RunJobAsync("months");
        (await PartitionsAsync()).ShouldBe(string.Join(' ', Present.AndNext(2).Select(month => month.Name)));
    }

    private TestStore Create(Action<PostgresPartitionOptions> configure) => TestStore.Create(_schema, configure: options =>
    {
        options.ConnectionString = Cluster.ConnectionString;
        configure(options.Partitions);
    });

    private async Task InstallAsync(Action<PostgresPartitionOptions> configure)
    {
        await using var store = Create(configure);
        await store.Get<IPostgresMigrations>().ApplyAsync(Token);
        await Sql.ExecuteAsync(store.Get<IPostgresMaintenance>().GetCronScript(), Cluster.ConnectionString);
    }

    // As a worker of pg_cron does: alone, in a session of its own.
    private async Task RunJobAsync(string name)
    {
        var command = await Cluster.QueryAsync($"SELECT command FROM cron.job WHERE jobname = 'paracle-{name}-{_schema.Name}'");
        command.ShouldNotBeEmpty();
        await Cluster.QueryAsync(command);
    }

    private async Task MakeOldMonthAsync()
    {
        await using var store = Create(_ => { });
        await store.StartAsync();
        await MaintenanceHost.WriteAsync(store, new DateTimeOffset(2024, 1, 31, 23, 59, 0, TimeSpan.Zero));
        await store.StopAsync();
    }

    private async Task<string> PartitionsAsync() => (await Cluster.QueryAsync(
        $"SELECT string_agg(replace(substr(relname, 12), '_', '-'), ' ' ORDER BY relname) FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid WHERE inhparent = '{_schema.Name}.executions'::regclass")).Trim();

    private Task<string> CountAsync(string schema) =>
        Cluster.QueryAsync($"SELECT count(*) FROM pg_tables WHERE schemaname = '{schema}' AND tablename = 'executions_2024_01'");
}
