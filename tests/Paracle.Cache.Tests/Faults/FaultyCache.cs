using System.Diagnostics.Metrics;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Paracle.Cache.Tests.Engine;
using Paracle.Testing;

namespace Paracle.Cache.Tests.Faults;

/// <summary>Two nodes over a Redis of their own that is about to suffer, and a source of which they cache a key.</summary>
internal sealed class FaultyCache : IAsyncDisposable
{
    private const string Key = "key";
    private static readonly string[] Tags = ["tag"];
    private readonly Nodes _nodes;
    private long _version;

    private FaultyCache(RedisInstance redis, TimeSpan? budget) => (Redis, _nodes) = (redis, new Nodes(2, redis.ConnectionString, options =>
    {
        options.ConnectTimeout = TimeSpan.FromSeconds(2);
        options.CacheTimeBudget = budget ?? options.CacheTimeBudget;
        options.CommandTimeout = budget * 10 ?? options.CommandTimeout;
    }));

    public RedisInstance Redis { get; }

    public HybridCache this[int node] => _nodes[node];

    /// <summary>What the operations of a node at Redis are counted by, from now on.</summary>
    public MetricCollector<double> Operations(int node) =>
        new(_nodes.Services(node).GetRequiredService<IMeterFactory>(), TelemetryNames.Cache, TelemetryNames.CacheOperationDuration);

    /// <summary>Makes both, connected and coherent.</summary>
    public static async Task<FaultyCache> CreateAsync(TimeSpan? budget = null)
    {
        var cache = new FaultyCache(await RedisInstance.CreateAsync(), budget);
        await cache._nodes.ReadyAsync();
        await cache.RecoverAsync();
        return cache;
    }

    /// <summary>Writes in every way and reads after each: whatever Redis does, nothing throws, and who writes sees it.</summary>
    public async Task UseAsync()
    {
        for (var node = 0; node < _nodes.Count; node++)
        {
            var cache = _nodes[node];
            foreach (var write in (Func<ValueTask>[])
            [
                () => cache.SetAsync(Key, _version, tags: Tags),
                () => cache.RemoveAsync(Key),
                () => cache.RemoveByTagAsync(Tags[0]),
                async () => await cache.WriteThroughAsync(Key, _ => ValueTask.FromResult(new SourceWrite<long>(_version, _version)), tags: Tags),
            ])
            {
                _version++;
                await write();
                (await ReadAsync(node)).ShouldBe(_version);
                await ReadAsync(1 - node); // what it has: it need not have heard
            }
        }
    }

    /// <summary>Waits until what is written on one node is seen on the other, both ways, and in Redis, and says how long that took.</summary>
    public async Task RecoverAsync()
    {
        var begun = TimeProvider.System.GetTimestamp();
        for (var node = 0; node < _nodes.Count; node++)
        {
            _version++;
            await _nodes[node].SetAsync(Key, _version, tags: Tags);
            await Waiting.UntilAsync(async () => await ReadAsync(1 - node) == _version && await IsSharedAsync(node));
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"recovered within {TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds:0} ms");
        await UseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _nodes.DisposeAsync();
        await Redis.DisposeAsync();
    }

    private ValueTask<long> ReadAsync(int node) => _nodes[node].GetOrCreateAsync(Key, _ => ValueTask.FromResult(_version), tags: Tags);

    // A value that the one node makes can reach the other only through Redis.
    private async Task<bool> IsSharedAsync(int node)
    {
        var probe = $"probe {Guid.NewGuid()}";
        await _nodes[node].SetAsync(probe, _version);
        return (await _nodes[1 - node].TryGetAsync<long>(probe)).Found;
    }
}
