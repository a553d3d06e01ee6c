using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Cache.Redis.Internal;
using Paracle.Testing;

namespace Paracle.Cache.Tests.Engine;

/// <summary>Several nodes over one Redis, each a host of its own, under a prefix of their own.</summary>
internal sealed class Nodes : IAsyncDisposable
{
    private readonly List<CacheHost> _hosts = [];
    private readonly string _connectionString;
    private readonly Action<RedisOptions>? _redis;
    private readonly Action<CacheOptions>? _cache;

    public Nodes(int count, string? connectionString = null, Action<RedisOptions>? redis = null, Action<CacheOptions>? cache = null)
    {
        (_connectionString, _redis, _cache) = (connectionString ?? TestServers.Redis, redis, cache);
        for (var i = 0; i < count; i++)
        {
            Add();
        }
    }

    public string Prefix { get; } = $"test-{Guid.NewGuid():N}:";

    public HybridCache this[int index] => _hosts[index].Cache;

    public int Count => _hosts.Count;

    public IServiceProvider Services(int index) => _hosts[index].Services;

    public HybridCache Add()
    {
        var host = new CacheHost(builder => builder
            .UseRedis(options =>
            {
                options.ConnectionString = _connectionString;
                options.KeyPrefix = Prefix;
                options.BePatient();
                _redis?.Invoke(options);
            })
            .ConfigureCache(options =>
            {
                options.DefaultPolicy = new CachePolicy("default") { LoadDeadline = Waiting.Limit };
                _cache?.Invoke(options);
            })
            .AddCacheJson(CacheSampleJson.Default));
        _hosts.Add(host);
        return host.Cache;
    }

    /// <summary>Brings every node's link up, so that it hears what the others do.</summary>
    public async Task<Nodes> ReadyAsync()
    {
        foreach (var host in _hosts)
        {
            await host.Cache.TryGetAsync<string>("warm");
            await Waiting.UntilAsync(() => host.Services.GetRequiredService<RedisLink>().IsUp);
        }

        return this;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }
    }
}
