using Microsoft.Extensions.Logging.Testing;
using Paracle.Testing;

namespace Paracle.Store.Tests;

public sealed class PostgresRouteTests(TestSchema schema) : IClassFixture<TestSchema>
{
    [Fact]
    public async Task Start_DirectBehindATransactionPooler_RefusedWithTheRemedy()
    {
        var error = await Should.ThrowAsync<ConfigurationException>(() => TestStore.StartAsync(
            schema, Route.PgBouncer, options => options.Pooling = PostgresPooling.Direct));
        error.Message.ShouldContain("PgBouncerTransaction");
    }

    [Fact]
    public async Task Start_PoolerThatIsNotThere_SaysSoAndWorks()
    {
        var logs = new FakeLogCollector();
        await using var store = await TestStore.StartAsync(schema, Route.Direct, options => options.Pooling = PostgresPooling.PgBouncerTransaction, logs: logs);
        logs.GetSnapshot().ShouldContain(record => record.Message.Contains("no pooler stands", StringComparison.Ordinal));
        await store.Executions.WriteAsync(Samples.Execution(), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Start_PreparedStatementsBehindAPoolerThatForgetsThem_RefusedWithTheRemedy()
    {
        var error = await Should.ThrowAsync<ConfigurationException>(() => TestStore.StartAsync(
            schema, Route.PgBouncer, options => options.PreparedStatements = 20));
        error.Message.ShouldContain("PreparedStatements");
    }

    [Fact]
    public async Task Start_PoolLargerThanTheServer_RefusedWithBothNumbers()
    {
        var limit = int.Parse((await Sql.QueryAsync("SELECT setting::integer - current_setting('superuser_reserved_connections')::integer FROM pg_settings WHERE name = 'max_connections'")).Single());
        var error = await Should.ThrowAsync<ConfigurationException>(() => TestStore.StartAsync(schema, configure: options => options.MaxPoolSize = limit + 1));
        error.Message.ShouldContain($"{limit + 1}");
        error.Message.ShouldContain($"{limit} connections");
    }

    [Fact]
    public async Task Start_PoolsOfTheHostsLargerThanTheServerTogether_Warns()
    {
        var logs = new FakeLogCollector();
        var limit = int.Parse((await Sql.QueryAsync("SELECT setting::integer - current_setting('superuser_reserved_connections')::integer FROM pg_settings WHERE name = 'max_connections'")).Single());
        await using var one = await TestStore.StartAsync(schema, configure: options => options.MaxPoolSize = limit - 20);
        await using var two = await TestStore.StartAsync(schema, configure: options => options.MaxPoolSize = 30, logs: logs);
        logs.GetSnapshot().ShouldContain(record => record.Id.Name == "BudgetExceeded" && record.Message.Contains($"leaves {limit}", StringComparison.Ordinal));
        var finding = (await two.All<IStoreCheck>().Single(check => check.Name == "postgres.budget").CheckAsync(TestContext.Current.CancellationToken)).Single();
        finding.Severity.ShouldBe(StoreFindingSeverity.Warning);
    }

    [Fact]
    public async Task Start_RoleWithFewConnections_RefusedAtItsLimit()
    {
        await using var role = await StoreRoleAsync();
        await Sql.ExecuteAsync($"ALTER ROLE {role.Name} CONNECTION LIMIT 7");
        var error = await Should.ThrowAsync<ConfigurationException>(() => TestStore.StartAsync(
            schema, configure: options => (options.ConnectionString, options.MaintenanceConnectionString, options.MaxPoolSize) = (role.ConnectionString, TestServers.Postgres, 8)));
        error.Message.ShouldContain("7 connections");
    }

    private async Task<TestRole> StoreRoleAsync()
    {
        await (await TestStore.StartAsync(schema)).DisposeAsync();
        return await TestRole.CreateAsync(schema);
    }
}
