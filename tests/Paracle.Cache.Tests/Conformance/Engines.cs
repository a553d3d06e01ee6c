using System.Text.Json;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Internal;
using Paracle.Cache.Redis.Internal;
using Paracle.Testing;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Serialization;

namespace Paracle.Cache.Tests.Conformance;

/// <summary>Ours.</summary>
public sealed class ParacleEngine : Engine
{
    public override IReadOnlySet<Difference> Differences { get; } = new HashSet<Difference> { Difference.ErrorIsHeld, Difference.LocalLifeHasItsOwnDefault };

    public override void Add(IServiceCollection services, string? redisPrefix, Action<HybridCacheOptions> configure)
    {
        services.AddParacleCache().Configure(configure);
        if (redisPrefix is not null)
        {
            new Builder(services).UseRedis(options =>
            {
                (options.ConnectionString, options.KeyPrefix) = (TestServers.Redis, redisPrefix);
                options.BePatient();
            });
        }
    }

    public override bool IsReady(IServiceProvider host) => host.GetService<RedisLink>()?.IsUp != false;

    private sealed record Builder(IServiceCollection Services) : IParacleBuilder;
}

/// <summary>Microsoft.Extensions.Caching.Hybrid 10.11.0.</summary>
public sealed class StockEngine : Engine
{
    public override IReadOnlySet<Difference> Differences { get; } = new HashSet<Difference>
    {
        Difference.OtherHostKeepsOldValue, Difference.OtherHostKeepsRemovedTag, Difference.RemovedTagComesBackFromRedis, Difference.NewHostMissesRemovalOfAll,
        Difference.LoadUndoesChange, Difference.LoadUndoesRemovalOfTag, Difference.ColdKeyRunsOnEveryHost, Difference.OldValueStaysBesideWrite,
        Difference.OversizeStaysInMemory, Difference.MemoryOutlivesExpiration, Difference.JoiningAsAnotherTypeThrows, Difference.UndecodableThrows,
        Difference.BadKeysAreTaken, Difference.BadLivesAreTaken, Difference.NullTextComesBackEmpty,
    };

    public override void Add(IServiceCollection services, string? redisPrefix, Action<HybridCacheOptions> configure)
    {
        services.AddHybridCache(configure);
        if (redisPrefix is not null)
        {
            services.AddStackExchangeRedisCache(options => (options.Configuration, options.InstanceName) = (TestServers.Redis, redisPrefix));
        }
    }

    // Its memory has a clock of its own.
    public override void UseClock(IServiceCollection services, TimeProvider timeProvider)
    {
        base.UseClock(services, timeProvider);
        services.Configure<MemoryCacheOptions>(options => options.Clock = new Clock(timeProvider));
    }

    private sealed class Clock(TimeProvider timeProvider) : ISystemClock
    {
        public DateTimeOffset UtcNow => timeProvider.GetUtcNow();
    }
}

/// <summary>FusionCache 2.9.0 through its adapter; its backplane cannot be had here.</summary>
public sealed class FusionEngine : Engine
{
    public override IReadOnlySet<Difference> Differences { get; } = new HashSet<Difference>
    {
        Difference.OtherHostKeepsOldValue, Difference.OtherHostKeepsRemovedTag, Difference.RemovedTagComesBackFromRedis, Difference.LoadUndoesChange,
        Difference.ColdKeyRunsOnEveryHost, Difference.RefreshDoesNotReachRedis,
        Difference.FailureRunsForEveryCaller, Difference.FirstCallerTakesTheLoadAlong, Difference.InstancesAreShared, Difference.SerializersAreIgnored,
        Difference.OptionsAreIgnored, Difference.OldValueStaysBesideWrite, Difference.OversizeStaysInMemory, Difference.OversizeGoesToRedis,
        Difference.AnotherTypeThrows, Difference.JoiningAsAnotherTypeThrows, Difference.UndecodableThrows, Difference.BadKeysAreTaken,
        Difference.BadTagsAreTaken, Difference.BadLivesAreTaken,
    };

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
