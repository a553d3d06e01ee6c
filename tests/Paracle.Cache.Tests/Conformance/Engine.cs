using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Paracle.Cache.Tests.Conformance;

/// <summary>A cache engine behind <see cref="HybridCache"/>, as a host sets it up.</summary>
public abstract class Engine
{
    /// <summary>In what it differs from what the suites ask.</summary>
    public abstract IReadOnlySet<Difference> Differences { get; }

    /// <summary>Registers the engine.</summary>
    /// <param name="services">A host's services.</param>
    /// <param name="redisPrefix">The prefix of its keys in Redis; null for memory alone.</param>
    /// <param name="configure">Changes the options, as far as the engine takes them.</param>
    public abstract void Add(IServiceCollection services, string? redisPrefix, Action<HybridCacheOptions> configure);

    /// <summary>Gives the engine a clock, as far as it takes one.</summary>
    public virtual void UseClock(IServiceCollection services, TimeProvider timeProvider) => services.AddSingleton(timeProvider);

    /// <summary>Whether a host has reached Redis, as far as that is to be waited for.</summary>
    public virtual bool IsReady(IServiceProvider host) => true;

    public ServiceProvider Open(string? redisPrefix = null, Action<HybridCacheOptions>? configure = null, Action<IServiceCollection>? more = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        Add(services, redisPrefix, configure ?? (static _ => { }));
        more?.Invoke(services);
        return services.BuildServiceProvider();
    }
}
