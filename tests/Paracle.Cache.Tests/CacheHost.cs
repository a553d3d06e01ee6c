using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Paracle.Cache.Tests;

/// <summary>One host with a cache, as an application would set it up.</summary>
internal sealed class CacheHost : IAsyncDisposable
{
    private readonly ServiceProvider _provider;

    public CacheHost(Action<IParacleBuilder>? configure = null, Action<IServiceCollection>? services = null)
    {
        var collection = new ServiceCollection().AddLogging().AddParacleCache();
        services?.Invoke(collection);
        configure?.Invoke(new Builder(collection));
        _provider = collection.BuildServiceProvider();
    }

    public HybridCache Cache => _provider.GetRequiredService<HybridCache>();

    public IServiceProvider Services => _provider;

    public void ValidateAtStart() => _provider.GetRequiredService<IStartupValidator>().Validate();

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    private sealed record Builder(IServiceCollection Services) : IParacleBuilder;
}
