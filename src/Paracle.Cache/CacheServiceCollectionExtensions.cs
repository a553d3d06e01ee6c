using Microsoft.Extensions.Caching.Distributed;
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
        if (services.Any(descriptor => descriptor.ImplementationType == typeof(HybridCacheSetup)))
        {
            return services;
        }

        services.AddHybridCache();
        services.AddOptions<CacheOptions>().ValidateOnStart();

        // The engine insists on a service under the key, and leaves out a second layer that is memory again.
        services.AddKeyedSingleton<IDistributedCache, MemoryDistributedCache>(HybridCacheSetup.SecondLayerKey);
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IValidateOptions<CacheOptions>, CacheOptionsValidator>(),
            ServiceDescriptor.Singleton<IValidateOptions<CacheOptions>, CacheLifetimeValidator>(),
            ServiceDescriptor.Singleton<IConfigureOptions<HybridCacheOptions>, HybridCacheSetup>(),
            ServiceDescriptor.Singleton<IHybridCacheSerializerFactory, JsonContractSerializerFactory>(),
        ]);
        return services;
    }
}
