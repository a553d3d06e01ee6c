using Paracle.Testing;

namespace Paracle.Torture.Caches;

/// <summary>A Redis, and nodes each at a line of its own: all that can be broken.</summary>
internal sealed class CacheStage : IAsyncDisposable
{
    private const int NodeCount = 3;

    private CacheStage(RedisInstance redis, TimeSpan budget)
    {
        Redis = redis;
        Nodes = [.. Enumerable.Range(0, NodeCount).Select(index => new CacheNode($"node {index}", redis.Port, budget))];
        Calm = new CacheCalm(Nodes);
    }

    public RedisInstance Redis { get; }

    public IReadOnlyList<CacheNode> Nodes { get; }

    public CacheCalm Calm { get; }

    public CacheSource Source { get; } = new();

    public CacheLatencies Reads { get; } = new();

    public CacheLatencies Writes { get; } = new();

    public CacheLatencies Recoveries { get; } = new();

    /// <summary>Opens a stage whose nodes are all connected.</summary>
    /// <param name="budget">How long a call waits for Redis.</param>
    public static async Task<CacheStage> OpenAsync(TimeSpan budget)
    {
        var stage = new CacheStage(await RedisInstance.CreateAsync(), budget);
        foreach (var node in stage.Nodes)
        {
            await node.Cache.TryGetAsync<string>("start");
        }

        return await stage.Calm.WaitAsync(looks: 1) ? stage : throw new TimeoutException("The nodes did not find Redis.");
    }

    public async ValueTask DisposeAsync()
    {
        await Calm.DisposeAsync();
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        await Redis.DisposeAsync();
    }
}
