using Microsoft.Extensions.DependencyInjection;
using Paracle.Testing;

namespace Paracle.Store.Sqlite.Tests;

/// <summary>A store as a host has it: registered, started, stopped.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private readonly ServiceProvider _provider;

    private TestStore(ServiceProvider provider) => _provider = provider;

    public IExecutionStore Executions => Get<IExecutionStore>();

    public SqliteDatabase Database => Get<SqliteDatabase>();

    public static TestStore Create(string path, Action<SqliteStoreOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var collection = new ServiceCollection().AddLogging().AddMetrics();
        services?.Invoke(collection);
        new Builder(collection).UseSqlite(options =>
        {
            options.Path = path;
            options.BusyTimeout = options.DrainTimeout = Waiting.Limit;
            (options.HostLease, options.HostRenewal) = (TimeSpan.FromHours(1), TimeSpan.FromMinutes(20)); // no test's writes meet the host's own
            configure?.Invoke(options);
        });
        return new TestStore(collection.BuildServiceProvider());
    }

    public static async Task<TestStore> StartAsync(string path, Action<SqliteStoreOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var store = Create(path, configure, services);
        await store.StartAsync();
        return store;
    }

    public T Get<T>()
        where T : notnull => _provider.GetRequiredService<T>();

    public Task StartAsync() => Get<IParacleService>().StartAsync(CancellationToken.None);

    public Task StopAsync(CancellationToken cancellationToken = default) => Get<IParacleService>().StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _provider.DisposeAsync();
    }

    private sealed record Builder(IServiceCollection Services) : IParacleBuilder;
}
