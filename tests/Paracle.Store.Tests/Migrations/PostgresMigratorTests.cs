using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Npgsql;
using Paracle.Testing;

namespace Paracle.Store.Tests;

public sealed class PostgresMigratorTests : IAsyncLifetime
{
    private readonly TestSchema _schema = new(); // one for each test

    private static int Last => PostgresMigration.All[^1].Id;

    private static int Count => PostgresMigration.All.Count;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _schema.DisposeAsync();

    [Fact]
    public async Task Start_TwelveHostsAtOnceThroughPgBouncer_EachMigrationAndMonthOnce()
    {
        var logs = new FakeLogCollector();
        var hosts = await Race.RunAsync(12, _ => TestStore.StartAsync(_schema, Route.PgBouncer, logs: logs));
        try
        {
            var events = logs.GetSnapshot();
            events.Count(log => log.Id.Name == "Migrated").ShouldBe(Count);
            events.Count(log => log.Id.Name == "MonthMade").ShouldBe(new PostgresPartitionOptions().MonthsAhead + 1);
            events.Count(log => log.Id.Name == "Opened").ShouldBe(12);
            events.ShouldAllBe(log => log.Level == LogLevel.Information);
            (await AppliedAsync()).ShouldBe(PostgresMigration.All.Select(migration => migration.Id.ToString()));
        }
        finally
        {
            foreach (var host in hosts)
            {
                await host.DisposeAsync();
            }
        }
    }

    [Theory]
    [InlineData(Route.Direct)]
    [InlineData(Route.PgBouncer)]
    public async Task Start_SchemaMadeByHand_IsUsed(Route route)
    {
        await Sql.ExecuteAsync($"CREATE SCHEMA {_schema.Name}");
        await using var store = await TestStore.StartAsync(_schema, route);
        (await AppliedAsync()).Count.ShouldBe(Count);
    }

    [Fact]
    public async Task Start_Again_ChangesNothing()
    {
        await using (await TestStore.StartAsync(_schema))
        {
        }

        var before = await Sql.QueryAsync($"SELECT * FROM {_schema.Name}.migrations ORDER BY id");
        var logs = new FakeLogCollector();
        await using var again = await TestStore.StartAsync(_schema, logs: logs);
        (await Sql.QueryAsync($"SELECT * FROM {_schema.Name}.migrations ORDER BY id")).ShouldBe(before);
        logs.GetSnapshot().Select(log => log.Id.Name).ShouldBe(["Opened"]);
    }

    [Fact]
    public async Task Start_ChecksumChanged_Refused()
    {
        await MigrateAsync($"UPDATE {_schema.Name}.migrations SET checksum = repeat('0', 64) WHERE id = 2");
        foreach (var mode in Enum.GetValues<PostgresMigrationMode>())
        {
            var error = await Should.ThrowAsync<ConfigurationException>(() => TestStore.StartAsync(_schema, configure: options => options.Migrations = mode));
            error.Message.ShouldContain("The migration 2 (executions)");
        }
    }

    [Fact]
    public async Task Start_SchemaIsNewer_Refused()
    {
        await MigrateAsync($"INSERT INTO {_schema.Name}.migrations VALUES (9999, 'from_the_future', '', now())");
        foreach (var mode in Enum.GetValues<PostgresMigrationMode>())
        {
            var error = await Should.ThrowAsync<ConfigurationException>(() => TestStore.StartAsync(_schema, configure: options => options.Migrations = mode));
            error.Message.ShouldContain("9999 (from_the_future)");
            error.Message.ShouldContain("Update Paracle.Store");
        }
    }

    [Fact]
    public async Task Start_MigrationFailsHalfway_LeavesNothingOfItAndGoesOnNextTime()
    {
        // A table of another application stands where the first migration wants to put its second.
        await Sql.ExecuteAsync($"CREATE SCHEMA {_schema.Name}; CREATE TABLE {_schema.Name}.workflows (id int)");
        (await Should.ThrowAsync<ConfigurationException>(() => TestStore.StartAsync(_schema))).Message.ShouldContain("another application");
        (await TablesAsync()).ShouldBe(["workflows"]);
        await Sql.ExecuteAsync($"DROP TABLE {_schema.Name}.workflows");
        await using var store = await TestStore.StartAsync(_schema);
        (await AppliedAsync()).Count.ShouldBe(Count);
    }

    [Fact]
    public async Task Verify_NothingThere_RefusedAndNothingMade()
    {
        var error = await Should.ThrowAsync<ConfigurationException>(
            () => TestStore.StartAsync(_schema, configure: options => options.Migrations = PostgresMigrationMode.Verify));
        error.Message.ShouldContain($"lacks {Count} migrations");
        (await Sql.QueryAsync($"SELECT 1 FROM pg_namespace WHERE nspname = '{_schema.Name}'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Verify_SchemaIsBehind_RefusedAndNothingMade()
    {
        await MigrateAsync($"DELETE FROM {_schema.Name}.migrations WHERE id = {Last}");
        var before = await TablesAsync();
        var error = await Should.ThrowAsync<ConfigurationException>(
            () => TestStore.StartAsync(_schema, configure: options => options.Migrations = PostgresMigrationMode.Verify));
        error.Message.ShouldContain($"from {Last} (");
        (await TablesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Verify_RoleThatMayOnlyReadAndWrite_Works()
    {
        await MigrateAsync("SELECT 1");
        await using var role = await TestRole.CreateAsync(_schema);
        await using var store = await TestStore.StartAsync(_schema, configure: options =>
        {
            options.ConnectionString = role.ConnectionString;
            options.Migrations = PostgresMigrationMode.Verify;
        });
        await UseEveryPortAsync(store);
    }

    [Fact]
    public async Task Apply_WithAMaintenanceConnection_ServiceRoleOwnsNothing()
    {
        await Sql.ExecuteAsync($"CREATE SCHEMA {_schema.Name}");
        await using var role = await TestRole.CreateAsync(_schema);
        await using var store = await TestStore.StartAsync(_schema, configure: options =>
        {
            options.ConnectionString = role.ConnectionString;
            options.MaintenanceConnectionString = TestServers.Postgres;
        });
        await UseEveryPortAsync(store);
        (await Sql.QueryAsync($"SELECT 1 FROM pg_tables WHERE schemaname = '{_schema.Name}' AND tableowner = '{role.Name}'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Apply_ConnectionStringsLeadToDifferentDatabases_Refused()
    {
        var elsewhere = new NpgsqlConnectionStringBuilder(TestServers.Postgres) { Database = "postgres" }.ConnectionString;
        try
        {
            var error = await Should.ThrowAsync<ConfigurationException>(
                () => TestStore.StartAsync(_schema, configure: options => options.MaintenanceConnectionString = elsewhere));
            error.Message.ShouldContain("the same database");
        }
        finally
        {
            await Sql.ExecuteAsync($"DROP SCHEMA IF EXISTS {_schema.Name} CASCADE", elsewhere);
        }
    }

    [Fact]
    public async Task Apply_RoleMayNotCreate_SaysWhatToGrant()
    {
        await Sql.ExecuteAsync($"CREATE SCHEMA {_schema.Name}");
        await using var role = await TestRole.CreateAsync(_schema);
        var error = await Should.ThrowAsync<ConfigurationException>(
            () => TestStore.StartAsync(_schema, configure: options => options.ConnectionString = role.ConnectionString));
        error.Message.ShouldContain("MaintenanceConnectionString");
    }

    private static async Task UseEveryPortAsync(TestStore store)
    {
        var token = TestContext.Current.CancellationToken;
        await store.Executions.WriteAsync(Samples.Execution(), token);
        await store.Get<IAgentStore>().SaveAsync(TenantId.Default, new AgentSpec { Name = "agent" }, null, token);
        await store.Get<IWorkflowStore>().SaveAsync(TenantId.Default, Samples.Workflow("workflow"), null, token);
        await store.Get<IGrantStore>().AddAsync(new Grant(TenantId.Default, "someone", GrantAction.Run, GrantResource.Agent("agent")), token);
        await store.Get<IDurableQueue>().AppendAsync([Samples.Message()], token);
        var lane = (await store.Get<IDurableQueue>().LeaseLaneAsync(Samples.Message().Queue, "worker", TimeSpan.FromMinutes(1), token)).ShouldNotBeNull();
        var items = await store.Get<IDurableQueue>().ReadAsync(lane, 1, token);
        await store.Get<IDurableQueue>().CompleteAsync(lane, [items[0].Id], token);
        (await store.Get<IClusterLease>().TryAcquireAsync("lease", "owner", TimeSpan.FromMinutes(1), token)).ShouldNotBeNull();
        var budget = new BudgetLimit(new BudgetKey(TenantId.Default, "tenant", "2026"), 10, null);
        await store.Get<IBudgetLedger>().SettleAsync(
            await store.Get<IBudgetLedger>().ReserveAsync([budget], new BudgetAmount(1, 0), TimeSpan.FromMinutes(1), token), new BudgetAmount(1, 0), token);
    }

    private async Task MigrateAsync(string then)
    {
        await using var store = await TestStore.StartAsync(_schema);
        await Sql.ExecuteAsync(then);
    }

    private Task<List<string>> AppliedAsync() => Sql.QueryAsync($"SELECT id FROM {_schema.Name}.migrations ORDER BY id");

    private Task<List<string>> TablesAsync() => Sql.QueryAsync($"SELECT tablename FROM pg_tables WHERE schemaname = '{_schema.Name}' ORDER BY 1");
}
