namespace Paracle.Testing;

/// <summary>A Redis Cluster of a test's own: three primaries, each with a replica if asked.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private const int Primaries = 3;

    // Milliseconds without a word after which a node is thought gone. Until a test takes a primary away none is, however long a busy machine keeps it from
    // answering; but the longer, the slower is news among nodes that come together.
    private const string Joining = "5000";
    private const string Patience = "60000";
    private const string Haste = "1000";

    private readonly List<RedisInstance> _nodes = [];

    private RedisCluster()
    {
    }

    /// <summary>All nodes, whatever each is at the moment.</summary>
    public IReadOnlyList<RedisInstance> Nodes => _nodes;

    /// <summary>The way to it, in the form of StackExchange.Redis.</summary>
    public string ConnectionString => string.Join(',', _nodes.Select(node => node.ConnectionString));

    /// <summary>Makes a cluster and waits until all its nodes take commands.</summary>
    /// <param name="hasReplicas">Whether each primary has a replica.</param>
    /// <param name="settings">Lines of redis.conf, of every node.</param>
    public static async Task<RedisCluster> CreateAsync(bool hasReplicas, params (string Name, string Value)[] settings)
    {
        var cluster = new RedisCluster();
        try
        {
            for (var i = 0; i < (hasReplicas ? 2 * Primaries : Primaries); i++)
            {
                cluster._nodes.Add(await RedisInstance.CreateAsync([
                    ("cluster-enabled", "yes"), ("cluster-port", $"{LoopbackPort.Find()}"), ("cluster-node-timeout", Joining), ("cluster-replica-validity-factor", "0"), ("repl-diskless-sync-delay", "0"),
                    .. settings]));
            }

            await cluster.JoinAsync(hasReplicas);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The node that owns a key's slot, as another node sees it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="witness">Whom to ask, where the first node does not answer.</param>
    public async Task<RedisInstance> PrimaryOfAsync(string key, RedisInstance? witness = null)
    {
        var seen = witness ?? _nodes[0];
        var slot = int.Parse(await seen.RunAsync("CLUSTER", "KEYSLOT", key));
        return NodeOf((await ReadAsync(seen)).Single(line => line.Owns(slot)));
    }

    /// <summary>Makes a primary of a primary's replica, by the votes of the others, and waits until it is one. What the former had not yet sent is lost,
    /// whether it runs, is dead or frozen.</summary>
    /// <returns>The new primary.</returns>
    public async Task<RedisInstance> FailOverAsync(RedisInstance primary)
    {
        var witness = _nodes.First(node => node != primary && node.IsRunning);
        var lines = await ReadAsync(witness);
        var id = lines.Single(line => line.Port == primary.Port).Id;
        var replica = NodeOf(lines.First(line => line.PrimaryId == id));
        await Waiting.UntilAsync(async () =>
        {
            // Again and again: Redis gives up what a busy machine has not let come about within 5 s. Once it is a primary it refuses.
            await ((Task)replica.RunAsync("CLUSTER", "FAILOVER", "FORCE")).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return (await ReadAsync(witness)).Single(line => line.Port == replica.Port) is { PrimaryId: "-", HasSlots: true };
        });
        return replica;
    }

    /// <summary>Waits until the nodes have found the primary of a replica gone, which was killed, and the replica has taken its place.</summary>
    public async Task WaitForPromotionAsync(RedisInstance replica)
    {
        await SetPatienceAsync(Haste);
        await Waiting.UntilAsync(async () => (await replica.RunAsync("ROLE")).StartsWith("master", StringComparison.Ordinal)
            && (await replica.RunAsync("CLUSTER", "INFO")).Contains("cluster_state:ok", StringComparison.Ordinal));
        await SetPatienceAsync(Patience);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    private async Task JoinAsync(bool hasReplicas)
    {
        await ServerPrograms.RunAsync(password: null, [
            "redis-cli", "--cluster", "create", .. _nodes.Select(node => $"127.0.0.1:{node.Port}"), "--cluster-replicas", hasReplicas ? "1" : "0", "--cluster-yes"]);
        foreach (var node in _nodes)
        {
            await Waiting.UntilAsync(async () => (await node.RunAsync("CLUSTER", "INFO")).Contains("cluster_state:ok", StringComparison.Ordinal)
                && await ReadAsync(node) is var lines && lines.Count(line => line.HasSlots) == Primaries
                && lines.Select(line => line.PrimaryId).Distinct(StringComparer.Ordinal).Count() == (hasReplicas ? Primaries + 1 : 1));
            await Waiting.UntilAsync(async () => (await node.RunAsync("ROLE")).Split('\n') is ["master", ..] or [_, _, _, "connected", ..]);
        }

        await SetPatienceAsync(Patience);
    }

    private async Task SetPatienceAsync(string milliseconds) => await Task.WhenAll(_nodes.Where(node => node.IsRunning).Select(node => node.SetAsync("cluster-node-timeout", milliseconds)));

    private RedisInstance NodeOf(ClusterLine line) => _nodes.Single(node => node.Port == line.Port);

    private static async Task<List<ClusterLine>> ReadAsync(RedisInstance node) =>
        [.. (await node.RunAsync("CLUSTER", "NODES")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ClusterLine.Parse)];

    /// <summary>What a node says of another: id, host:port@bus, flags, primary, ping, pong, epoch, link, slots.</summary>
    private sealed record ClusterLine(string Id, int Port, string PrimaryId, string[] Slots)
    {
        public bool HasSlots => Slots.Length > 0;

        public static ClusterLine Parse(string line)
        {
            var fields = line.TrimEnd('\r').Split(' ');
            return new ClusterLine(fields[0], int.Parse(fields[1].Split(':', '@')[1]), fields[3], fields[8..]);
        }

        public bool Owns(int slot) => Slots.Select(range => range.Split('-')).Any(range => int.Parse(range[0]) <= slot && slot <= int.Parse(range[^1]));
    }
}
