using Paracle.Cache.Tests.Engine;
using Paracle.Testing;

namespace Paracle.Cache.Tests.Redis.Topologies;

/// <summary>What tests of a failover ask of nodes.</summary>
internal static class FailoverNodes
{
    /// <summary>How soon after a failover the nodes must agree again.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>Nodes that wait for Redis as long as a host's do, not as long as other tests let them.</summary>
    public static Task<Nodes> CreateAsync(int count, string connectionString) => new Nodes(count, connectionString, redis =>
    {
        redis.CacheTimeBudget = TimeSpan.FromMilliseconds(100);
        redis.CommandTimeout = TimeSpan.FromMilliseconds(500);
    }).ReadyAsync();

    /// <summary>Waits until a replica has all that its primary has.</summary>
    public static Task UntilFollowedAsync(this RedisInstance primary, RedisInstance replica) => Waiting.UntilAsync(async () =>
        (await primary.RunAsync("ROLE")).Split('\n')[1] == (await replica.RunAsync("ROLE")).Split('\n')[4]);

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
