using Paracle.Cache.Tests.Engine;
using Paracle.Testing;

namespace Paracle.Cache.Tests.Redis.Topologies;

/// <summary>What tests of a failover ask of nodes.</summary>
internal static class FailoverNodes
{
    /// <summary>Nodes that wait for Redis as long as a host's do, not as long as other tests let them.</summary>
    public static Task<Nodes> CreateAsync(int count, string connectionString) => new Nodes(count, connectionString, redis =>
    {
        redis.ConnectTimeout = TimeSpan.FromSeconds(2);
        redis.CommandTimeout = TimeSpan.FromMilliseconds(500);
        redis.CacheTimeBudget = TimeSpan.FromMilliseconds(100);
    }).ReadyAsync();

    /// <summary>Waits until a replica has all that its primary has now: what comes later, as sentinels' words do all the time, it need not have.</summary>
    public static async Task UntilFollowedAsync(this RedisInstance primary, RedisInstance replica)
    {
        var offset = long.Parse((await primary.RunAsync("ROLE")).Split('\n')[1]);
        await Waiting.UntilAsync(async () => long.Parse((await replica.RunAsync("ROLE")).Split('\n')[4]) >= offset);
    }

    /// <summary>Writes on one node until another finds it in Redis, under every key.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="value">What to write; null for something new each time.</param>
    public static async Task UntilCoherentAsync(this Nodes nodes, IEnumerable<string> keys, string? value = null)
    {
        foreach (var key in keys)
        {
            await Waiting.UntilAsync(async () =>
            {
                var written = value ?? Guid.NewGuid().ToString();
                await nodes[0].SetAsync(key, written);
                return await nodes[1].TryGetAsync<string>(key) is { Layer: CacheLayer.Shared } found && found.Value == written;
            });
        }
    }
}
