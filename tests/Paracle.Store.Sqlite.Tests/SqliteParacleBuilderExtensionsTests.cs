using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Paracle.Store.Sqlite.Tests;

public sealed class SqliteParacleBuilderExtensionsTests
{
    private readonly ServiceCollection _services = new();
    private readonly IParacleBuilder _builder;

    public SqliteParacleBuilderExtensionsTests()
    {
        _services.AddLogging();
        _builder = new Builder(_services);
    }

    [Fact]
    public async Task UseSqlite_RegistersEveryPort_AsOneSingleton()
    {
        _builder.UseSqlite();
        await using var provider = _services.BuildServiceProvider();

        foreach (var port in new[] { typeof(IAgentStore), typeof(IWorkflowStore), typeof(IExecutionStore), typeof(IGrantStore), typeof(IDurableQueue), typeof(IClusterLease), typeof(IBudgetLedger) })
        {
            provider.GetServices(port).ShouldHaveSingleItem().ShouldBeSameAs(provider.GetRequiredService(port));
        }

        provider.GetServices<IParacleService>().ShouldHaveSingleItem().Order.ShouldBe(0);
        provider.GetServices<IStoreCheck>().Select(check => check.Name).ShouldBe(["sqlite.schema", "sqlite.durability", "sqlite.integrity", "sqlite.writable"]);
    }

    [Fact]
    public async Task UseSqlite_WithLeasesOfAnotherServer_LeavesThem()
    {
        var lease = new InMemoryClusterLease(TimeProvider.System);
        _services.AddSingleton<IClusterLease>(lease);
        _builder.UseSqlite();
        await using var provider = _services.BuildServiceProvider();

        provider.GetServices<IClusterLease>().ShouldHaveSingleItem().ShouldBeSameAs(lease);
    }

    [Fact]
    public async Task UseSqlite_Twice_ConfiguresOnly()
    {
        _builder.UseSqlite(options => options.ReaderPoolSize = 2).UseSqlite(options => options.Path = "second.db");
        await using var provider = _services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<SqliteStoreOptions>>().Value;

        (options.ReaderPoolSize, options.Path).ShouldBe((2, "second.db"));
        provider.GetServices<IExecutionStore>().ShouldHaveSingleItem();
    }

    [Fact]
    public void UseSqlite_AfterAnotherStore_IsRefused()
    {
        Selection.Record(_services, Selection.Store, "UsePostgres");

        Should.Throw<ConfigurationException>(() => _builder.UseSqlite()).Message.ShouldContain("UsePostgres");
    }

    [Theory]
    [MemberData(nameof(WrongOptions))]
    public async Task Options_Wrong_AreRefusedAtStart(string setting, Action<SqliteStoreOptions> configure)
    {
        _builder.UseSqlite(configure);
        await using var provider = _services.BuildServiceProvider();

        Should.Throw<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate)
            .Failures.ShouldContain(failure => failure.Contains($"SqliteStoreOptions.{setting}"));
    }

    [Fact]
    public async Task QueueOptions_Wrong_AreRefusedAtStart()
    {
        _builder.UseSqlite();
        _services.Configure<DurableQueueOptions>(options => options.Lanes = 0);
        await using var provider = _services.BuildServiceProvider();

        Should.Throw<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate).Message.ShouldContain("queue lanes");
    }

    [Fact]
    public async Task Options_AsTheyAre_AreRight()
    {
        _builder.UseSqlite();
        await using var provider = _services.BuildServiceProvider();

        provider.GetRequiredService<IStartupValidator>().Validate();
    }

    public static TheoryData<string, Action<SqliteStoreOptions>> WrongOptions => new()
    {
        { nameof(SqliteStoreOptions.Path), options => options.Path = " " },
        { nameof(SqliteStoreOptions.Path), options => options.Path = null! },
        { nameof(SqliteStoreOptions.Path), options => options.Path = ":memory:" },
        { nameof(SqliteStoreOptions.Path), options => options.Path = "file:paracle.db?mode=ro" },
        { nameof(SqliteStoreOptions.Path), options => options.Path = "a\0b" },
        { nameof(SqliteStoreOptions.Path), options => options.Path = "folder/" },
        { nameof(SqliteStoreOptions.BusyTimeout), options => options.BusyTimeout = TimeSpan.Zero },
        { nameof(SqliteStoreOptions.BusyTimeout), options => options.BusyTimeout = Timeout.InfiniteTimeSpan },
        { nameof(SqliteStoreOptions.BusyTimeout), options => options.BusyTimeout = TimeSpan.MaxValue },
        { nameof(SqliteStoreOptions.DrainTimeout), options => options.DrainTimeout = TimeSpan.FromSeconds(-1) },
        { nameof(SqliteStoreOptions.HostLease), options => options.HostLease = TimeSpan.FromSeconds(44) },
        { nameof(SqliteStoreOptions.HostLease), options => options.HostLease = TimeSpan.MaxValue },
        { nameof(SqliteStoreOptions.HostRenewal), options => options.HostRenewal = TimeSpan.Zero },
        { nameof(SqliteStoreOptions.Retention), options => options.Retention = TimeSpan.FromHours(1) },
        { nameof(SqliteStoreOptions.Retention), options => options.Retention = TimeSpan.MaxValue },
        { nameof(SqliteStoreOptions.RetentionInterval), options => options.RetentionInterval = TimeSpan.Zero },
        { nameof(SqliteStoreOptions.RetentionInterval), options => options.RetentionInterval = Timeout.InfiniteTimeSpan },
        { nameof(SqliteStoreOptions.ReaderPoolSize), options => options.ReaderPoolSize = 0 },
        { nameof(SqliteStoreOptions.WriteCapacity), options => options.WriteCapacity = 0 },
        { nameof(SqliteStoreOptions.WriteCapacity), options => options.WriteCapacity = int.MaxValue },
        { nameof(SqliteStoreOptions.MaxWriteBatchSize), options => options.MaxWriteBatchSize = -1 },
        { nameof(SqliteStoreOptions.MaxWriteBatchSize), options => options.WriteCapacity = 10 },
        { nameof(SqliteStoreOptions.Synchronous), options => options.Synchronous = (SqliteSynchronous)7 },
        { nameof(SqliteStoreOptions.Migrations), options => options.Migrations = (SqliteMigrationMode)7 },
        { nameof(SqliteStoreOptions.WriteOverflow), options => options.WriteOverflow = (OverflowPolicy)7 },
    };

    private sealed record Builder(IServiceCollection Services) : IParacleBuilder;
}
