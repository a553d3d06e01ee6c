using Microsoft.Extensions.DependencyInjection;

namespace Paracle.Benchmarks.Stores;

/// <summary>A store as a host has it: chosen in AddParacle, and used through its ports.</summary>
internal sealed class OpenStore : IAsyncDisposable
{
    private readonly ServiceProvider _provider;

    private OpenStore(ServiceProvider provider) => _provider = provider;

    public IExecutionStore Executions => _provider.GetRequiredService<IExecutionStore>();

    /// <summary>Works without a start.</summary>
    public IPostgresMaintenance Maintenance => _provider.GetRequiredService<IPostgresMaintenance>();

    public static OpenStore Create(Action<IParacleBuilder> choose) =>
        new(new ServiceCollection().AddParacle(paracle => choose(paracle.AllowAll())).BuildServiceProvider());

    public static async Task<OpenStore> StartAsync(Action<IParacleBuilder> choose, CancellationToken cancellationToken)
    {
        var store = Create(choose);
        try
        {
            await store._provider.StartParacleAsync(cancellationToken);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _provider.StopParacleAsync();
        await _provider.DisposeAsync();
    }
}
