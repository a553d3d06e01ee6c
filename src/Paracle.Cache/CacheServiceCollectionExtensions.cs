using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Paracle.Cache.Internal;

namespace Paracle;

/// <summary>Registers the cache.</summary>
public static class CacheServiceCollectionExtensions
{
    /// <summary>Registers <see cref="HybridCache"/>: in memory alone, and with Redis as its second layer once <c>UseRedis</c> is called. Calling it again changes nothing.</summary>
    /// <param name="services">The host's services.</param>
    /// <returns><paramref name="services"/> itself.</returns>
    public static IServiceCollection AddParacleCache(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(descriptor => descriptor.ServiceType == typeof(CacheFoundations)))
        {
            return services;
        }

        // Brings the serializers and the options; the engine behind HybridCache is ours.
        services.AddHybridCache();
        services.AddMetrics();
        services.AddOptions<CacheOptions>().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CacheTelemetry>();
        services.TryAddSingleton<CacheFoundations>();
        services.TryAddSingleton(static provider => new ValueKinds(provider.GetService, provider.GetServices<IHybridCacheSerializerFactory>()));
        services.TryAddSingleton(new CacheRandom(static () => new Random()));
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IValidateOptions<CacheOptions>, CacheOptionsValidator>(),
            ServiceDescriptor.Singleton<IValidateOptions<CacheOptions>, CacheLifetimeValidator>(),
            ServiceDescriptor.Singleton<IHybridCacheSerializerFactory, JsonContractSerializerFactory>(),
        ]);

        return services.SetUp(Options.DefaultName).Replace(ServiceDescriptor.Singleton<HybridCache>(
            static provider => Create(provider, "default", Options.DefaultName)));
    }

    /// <summary>Registers a further cache, with settings and a place in Redis of its own: a <see cref="HybridCache"/> keyed by its name.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="name">The cache's name: 1 to 128 letters, digits, dots, underscores and hyphens.</param>
    /// <param name="configure">Changes the defaults, or null.</param>
    /// <returns><paramref name="services"/> itself.</returns>
    /// <exception cref="InvalidInputException">The name is malformed.</exception>
    public static IServiceCollection AddParacleCache(this IServiceCollection services, string name, Action<CacheOptions>? configure = null)
    {
        services.AddParacleCache().AddOptions<CacheOptions>(InputRules.RequireName(name, "cache name")).Configure(configure ?? (static _ => { })).ValidateOnStart();
        return services.SetUp(name).AddKeyedSingleton<HybridCache>(
            name, static (provider, key) => Create(provider, (string)key!, (string)key!));
    }

    // First of all, so that whatever the host says of HybridCacheOptions, and whenever, comes after it.
    private static IServiceCollection SetUp(this IServiceCollection services, string optionsName)
    {
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<HybridCacheOptions>>(
            provider => new HybridCacheSetup(optionsName, provider.GetRequiredService<IOptionsMonitor<CacheOptions>>())));
        return services;
    }

    private static TwoLayerCache Create(IServiceProvider provider, string name, string optionsName) => new(new CacheParts(
        name,
        provider.GetRequiredService<IOptionsMonitor<CacheOptions>>().Get(optionsName),
        provider.GetRequiredService<IOptionsMonitor<HybridCacheOptions>>().Get(optionsName),
        provider.GetRequiredService<CacheFoundations>()));
}
