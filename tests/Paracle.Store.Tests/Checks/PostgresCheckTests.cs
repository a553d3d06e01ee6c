using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Paracle.Testing;

namespace Paracle.Store.Tests;

public sealed class PostgresCheckTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 31, 23, 0, 0, TimeSpan.Zero));
    private readonly TestSchema _schema = new(); // one for each test

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _schema.DisposeAsync();

    [Theory]
    [InlineData(Route.Direct)]
    [InlineData(Route.PgBouncer)]
    public async Task Check_AllIsWell_FindsNothing(Route route)
    {
        await using var store = await StartAsync(route);
        foreach (var check in store.All<IStoreCheck>())
        {
            (await check.CheckAsync(Token)).ShouldBeEmpty(check.Name);
        }
    }

    [Fact]
    public async Task Check_NotStarted_IsAFinding()
    {
        await using var store = TestStore.Create(_schema);
        foreach (var check in store.All<IStoreCheck>())
        {
            (await check.CheckAsync(Token)).Single().Severity.ShouldBe(StoreFindingSeverity.Error, check.Name);
        }
    }

    [Fact]
    public async Task Check_ServerIsAway_IsAFinding()
    {
        await using var relay = PostgresRelay.Start();
        await using var store = await TestStore.StartAsync(_schema, configure: options => options.ConnectionString = PostgresRelay.Through(relay));
        relay.Cut();
        foreach (var check in store.All<IStoreCheck>())
        {
            (await check.CheckAsync(Token)).Single().Severity.ShouldBe(StoreFindingSeverity.Error, check.Name);
        }

        relay.Mend();
        foreach (var check in store.All<IStoreCheck>())
        {
            (await check.CheckAsync(Token)).ShouldBeEmpty(check.Name);
        }
    }

    [Fact]
    public async Task Schema_IsBehind_IsAFinding()
    {
        await using var store = await StartAsync();
        await Sql.ExecuteAsync($"DELETE FROM {_schema.Name}.migrations WHERE id = {PostgresMigration.All[^1].Id}");
        (await FindingAsync(store, "postgres.schema")).Message.ShouldContain("lacks 1 migrations");
    }

    [Fact]
    public async Task Partitions_NextMonthIsMissing_IsAFinding()
    {
        await (await StartAsync()).DisposeAsync();
        await using var store = await StartAsync(configure: options => options.Migrations = PostgresMigrationMode.Verify); // makes no months
        _time.Advance(TimeSpan.FromDays(89)); // late in April: May is not there
        (await FindingAsync(store, "postgres.partitions")).Message.ShouldContain("2026-05");
    }

    [Fact]
    public async Task Connection_ServerIsReadOnly_IsAFinding()
    {
        await using var store = await TestStore.StartAsync(_schema, configure: options =>
        {
            options.ConnectionString += ";Options=-c default_transaction_read_only=on";
            options.MaintenanceConnectionString = TestServers.Postgres;
            options.RetryTimeout = TimeSpan.Zero;
        });
        (await FindingAsync(store, "postgres.connection")).Message.ShouldContain("read-only");
        (await Should.ThrowAsync<UnavailableException>(async () => await store.Executions.WriteAsync(Samples.Execution(), Token))).Message.ShouldContain("read-only");
    }

    private static async Task<StoreFinding> FindingAsync(TestStore store, string name)
    {
        var finding = (await store.All<IStoreCheck>().Single(check => check.Name == name).CheckAsync(Token)).Single();
        finding.Severity.ShouldBe(StoreFindingSeverity.Error);
        return finding;
    }

    private Task<TestStore> StartAsync(Route route = Route.Direct, Action<PostgresStoreOptions>? configure = null) =>
        TestStore.StartAsync(_schema, route, configure, services => services.AddSingleton<TimeProvider>(_time));
}
