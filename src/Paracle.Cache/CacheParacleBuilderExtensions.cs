using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Paracle.Cache.Internal;
using Paracle.Cache.Redis.Internal;

namespace Paracle;

/// <summary>What this package brings to <see cref="IParacleBuilder"/>.</summary>
public static class CacheParacleBuilderExtensions
{
    /// <summary>Sets the cache's bounds and lifetimes.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the defaults.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    public static IParacleBuilder ConfigureCache(this IParacleBuilder builder, Action<CacheOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddParacleCache().Configure(configure);
        return builder;
    }

    /// <summary>Lets values of the types in a source-generated context be cached beyond this process. Works under AOT.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="context">For example <c>MyJsonContext.Default</c>.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    public static IParacleBuilder AddCacheJson(this IParacleBuilder builder, IJsonTypeInfoResolver context)
    {
        ArgumentNullException.ThrowIfNull(context);
        builder.Services.AddParacleCache().AddSingleton(new CacheJsonContext(context));
        return builder;
    }

    /// <summary>Makes Redis the cache's second layer, shared by all hosts, and the place of their <see cref="IClusterLease"/> and <see cref="IRateLimitStore"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets at least <see cref="RedisOptions.ConnectionString"/>.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    public static IParacleBuilder UseRedis(this IParacleBuilder builder, Action<RedisOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services.AddParacleCache();
        services.AddOptions<RedisOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedisOptions>, RedisOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedisOptions>, RedisTransportValidator>());
        services.TryAddSingleton<RedisConnection>();
        services.TryAddSingleton(static provider => ActivatorUtilities.CreateInstance<RedisLink>(provider, provider.GetRequiredService<CacheRandom>().New()));
        services.TryAddSingleton<RedisRequests>();
        services.TryAddSingleton<SharedReads>();
        services.TryAddSingleton<RedisParts>();
        services.TryAddSingleton<RedisServer>();
        services.TryAddSingleton(new RedisScripts(RedisScripts.ServerClock));
        services.Replace(ServiceDescriptor.Singleton<IClusterLease, RedisClusterLease>());
        services.Replace(ServiceDescriptor.Singleton<IRateLimitStore, RedisRateLimitStore>());
        return builder;
    }

    /// <summary>Adds write-behind for values of a type: <see cref="IWriteBehind{T}"/>, over the journal of the host's store.</summary>
    /// <typeparam name="T">The kind of value; one write-behind has it. Types beyond this process's own need a serializer, see <see cref="AddCacheJson"/>.</typeparam>
    /// <typeparam name="TSink">The source it writes to: made once, by the host's services.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Names it in the journal, where it is the queue <c>write-behind.{name}</c>, and in metrics: 1 to 115 letters, digits, dots,
    /// underscores and hyphens, the same on every host.</param>
    /// <param name="configure">Changes the defaults, or null.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    /// <exception cref="InvalidInputException">The name is malformed.</exception>
    /// <exception cref="ConfigurationException">The name or the type has a write-behind already.</exception>
    public static IParacleBuilder AddWriteBehind<T, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSink>(
        this IParacleBuilder builder, string name, Action<WriteBehindOptions>? configure = null)
        where TSink : class, IWriteBehindSink<T>
    {
        builder.Services.AddParacleCache().AddWriteBehind<T, TSink>(name, configure);
        return builder;
    }
}
