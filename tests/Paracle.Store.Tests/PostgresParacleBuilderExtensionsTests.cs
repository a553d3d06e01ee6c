using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Paracle.Store.Tests;

public sealed class PostgresParacleBuilderExtensionsTests(TestSchema schema) : IClassFixture<TestSchema>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnyCall_BeforeTheStart_NamesTheRemedy()
    {
        await using var store = TestStore.Create(schema);
        var error = await Should.ThrowAsync<UnavailableException>(async () => await store.Executions.WriteAsync(Samples.Execution(), Token));
        error.Message.ShouldContain("StartParacleAsync");
    }

    [Fact]
    public async Task AnyCall_AfterTheStop_SaysSoAndAStartHelps()
    {
        await using var store = await TestStore.StartAsync(schema);
        await store.StopAsync();
        await store.StopAsync();
        (await Should.ThrowAsync<UnavailableException>(async () => await store.Executions.WriteAsync(Samples.Execution(), Token))).Message.ShouldContain("closed");
        await store.StartAsync(Token);
        await store.Executions.WriteAsync(Samples.Execution(), Token);
    }

    [Fact]
    public async Task Start_AfterAFailedStart_Works()
    {
        await Sql.ExecuteAsync($"CREATE SCHEMA IF NOT EXISTS {schema.Name}");
        var mode = PostgresMigrationMode.Apply;
        await using var store = TestStore.Create(schema, configure: options => options.Migrations = mode);
        await Should.ThrowAsync<OperationCanceledException>(() => store.StartAsync(new CancellationToken(canceled: true)));
        await store.StartAsync(Token);
        await store.Executions.WriteAsync(Samples.Execution(), Token);
    }

    [Fact]
    public void UsePostgres_AfterAnotherStore_Refused()
    {
        var builder = new Builder(new ServiceCollection());
        builder.UseInMemory();
        Should.Throw<ConfigurationException>(() => builder.UsePostgres(_ => { })).Message.ShouldContain("UseInMemory");
    }

    [Fact]
    public async Task UsePostgres_Twice_SettingsAddUpAndPartsDoNot()
    {
        var services = new ServiceCollection().AddLogging();
        var builder = new Builder(services);
        builder.UsePostgres(options => options.ConnectionString = "Host=localhost").UsePostgres(options => options.Schema = "other");
        await using var provider = services.BuildServiceProvider();
        provider.GetServices<IParacleService>().Count().ShouldBe(1);
        provider.GetServices<IStoreCheck>().Select(check => check.Name).ShouldBe(["postgres.connection", "postgres.schema", "postgres.budget", "postgres.partitions"]);
    }

    [Fact]
    public async Task Operations_AreMeasured_ByNameAndError()
    {
        await using var store = await TestStore.StartAsync(schema, services: services => services.AddMetrics());
        using var durations = new MetricCollector<double>(store.Get<IMeterFactory>(), TelemetryNames.Store, TelemetryNames.StoreOperationDuration);
        await store.Executions.WriteAsync(Samples.Execution(), Token);
        Measured("executions.write").Tags.ContainsKey("error.type").ShouldBeFalse();
        await Should.ThrowAsync<ConflictException>(async () => await store.Get<IAgentStore>().SaveAsync(TenantId.Default, new AgentSpec { Name = "none" }, 7, Token));
        Measured("agents.save").Tags["error.type"].ShouldBe(ErrorCodes.Conflict);

        // Maintenance measures its own beside them.
        CollectedMeasurement<double> Measured(string operation) =>
            durations.GetMeasurementSnapshot().Single(measured => operation.Equals(measured.Tags[TelemetryNames.StoreOperationLabel]));
    }

    private sealed record Builder(IServiceCollection Services) : IParacleBuilder;
}
