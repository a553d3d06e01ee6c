using System.Text.Json;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Testing;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.MicrosoftHybridCache;
using ZiggyCreatures.Caching.Fusion.Serialization;

namespace Paracle.Cache.Tests.Conformance;

/// <summary>Ours.</summary>
public sealed class ParacleEngine : Engine
{
    public override void Add(IServiceCollection services, string? redisPrefix, Action<HybridCacheOptions> configure)
    {
        services.AddParacleCache().Configure(configure);
        if (redisPrefix is not null)
        {
            new Builder(services).UseRedis(options =>
            {
                (options.ConnectionString, options.KeyPrefix) = (TestServers.Redis, redisPrefix);
                options.CacheTimeBudget = options.CommandTimeout = TimeSpan.FromSeconds(5);
            });
        }
    }

    private sealed record Builder(IServiceCollection Services) : IParacleBuilder;
}

/// <summary>Microsoft.Extensions.Caching.Hybrid 10.11.0.</summary>
public sealed class StockEngine : Engine
{
    public override void Add(IServiceCollection services, string? redisPrefix, Action<HybridCacheOptions> configure)
    {
        services.AddHybridCache(configure);
        if (redisPrefix is not null)
        {
            services.AddStackExchangeRedisCache(options => (options.Configuration, options.InstanceName) = (TestServers.Redis, redisPrefix));
        }
    }
}

/// <summary>FusionCache 2.9.0 through its adapter; its backplane cannot be had here.</summary>
public sealed class FusionEngine : Engine
{
    public override void Add(IServiceCollection services, string? redisPrefix, Action<HybridCacheOptions> configure)
    {
        var fusion = services.AddFusionCache().WithDefaultEntryOptions(options => options.Duration = TimeSpan.FromMinutes(5));
        if (redisPrefix is not null)
        {
            fusion.WithSerializer(new Json())
                .WithDistributedCache(new RedisCache(new RedisCacheOptions { Configuration = TestServers.Redis, InstanceName = redisPrefix }));
        }

        fusion.AsHybridCache();
    }

    private sealed class Json : IFusionCacheSerializer
    {
        public byte[] Serialize<T>(T? obj) => JsonSerializer.SerializeToUtf8Bytes(obj);

        public T? Deserialize<T>(byte[] data) => JsonSerializer.Deserialize<T>(data);

        public ValueTask<byte[]> SerializeAsync<T>(T? obj, CancellationToken token = default) => ValueTask.FromResult(Serialize(obj));

        public ValueTask<T?> DeserializeAsync<T>(byte[] data, CancellationToken token = default) => ValueTask.FromResult(Deserialize<T>(data));
    }
}
