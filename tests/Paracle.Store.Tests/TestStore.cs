using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Paracle.Testing;

namespace Paracle.Store.Tests;

/// <summary>A store as a host has it: registered, validated, started, stopped.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private readonly ServiceProvider _provider;

    private TestStore(ServiceProvider provider) => _provider = provider;

    public IExecutionStore Executions => Get<IExecutionStore>();

    public static TestStore Create(
        TestSchema schema,
        Route route = Route.Direct,
        Action<PostgresStoreOptions>? configure = null,
        Action<IServiceCollection>? services = null,
        FakeLogCollector? logs = null)
    {
        var collection = new ServiceCollection().AddLogging(logging =>
        {
            if (logs is not null)
            {
                logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new FakeLoggerProvider(logs));
            }
        });
        services?.Invoke(collection);
        new Builder(collection).UsePostgres(options =>
        {
            (options.ConnectionString, options.Pooling) = route == Route.Direct
                ? (TestServers.Postgres, PostgresPooling.Direct)
                : (TestServers.PgBouncer, PostgresPooling.PgBouncerTransaction);
            options.Schema = schema.Name;
            BePatient(options);
            configure?.Invoke(options);
        });
        return new TestStore(collection.BuildServiceProvider());
    }

    public static async Task<TestStore> StartAsync(
        TestSchema schema,
        Route route = Route.Direct,
        Action<PostgresStoreOptions>? configure = null,
        Action<IServiceCollection>? services = null,
        FakeLogCollector? logs = null)
    {
        var store = Create(schema, route, configure, services, logs);
        try
        {
            await store.StartAsync();
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public T Get<T>()
        where T : notnull => _provider.GetRequiredService<T>();

    public IEnumerable<T> All<T>() => _provider.GetServices<T>();

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        Get<IStartupValidator>().Validate();
        return Get<IParacleService>().StartAsync(cancellationToken);
    }

    public Task StopAsync() => Get<IParacleService>().StopAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    // A busy machine decides no test, and what the host does by itself meets no test's calls: a test that is about one of these sets it.
    private static void BePatient(PostgresStoreOptions options)
    {
        options.ConnectTimeout = options.PoolWaitTimeout = options.CommandTimeout = options.RetryTimeout = options.DrainTimeout = Waiting.Limit;
        options.Partitions.LockTimeout = TimeSpan.FromMinutes(1);
        (options.HostLease, options.HostRenewal, options.SweepInterval) = (TimeSpan.FromHours(1), TimeSpan.FromMinutes(20), TimeSpan.FromHours(1));
    }

    private sealed record Builder(IServiceCollection Services) : IParacleBuilder;
}
