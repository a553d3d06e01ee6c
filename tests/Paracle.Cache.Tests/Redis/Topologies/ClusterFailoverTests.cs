using Paracle.Cache.Tests.Faults;
using Paracle.Testing;

namespace Paracle.Cache.Tests.Redis.Topologies;

[Trait("Category", "Slow")]
public sealed class ClusterFailoverTests(ITestOutputHelper output)
{
    private static readonly string[] Keys = [.. Enumerable.Range(0, 30).Select(i => $"key {i}")];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PrimaryKilled_ReplicaThatLags_ServesNothingOld(bool hasTags)
    {
        await using var cluster = await RedisCluster.CreateAsync(hasReplicas: true);
        await using var nodes = await FailoverNodes.CreateAsync(2, cluster.ConnectionString);
        var primary = await PrimaryAsync(cluster, hasTags);
        var replica = await ReplicaOfAsync(cluster, primary);
        await nodes.UntilCoherentAsync(Keys, "old");

        // The replica has the old values, and never hears of the new ones.
        await primary.UntilFollowedAsync(replica);
        await replica.FreezeAsync();
        await primary.RunAsync("CLIENT", "KILL", "TYPE", "replica");
        await nodes.UntilCoherentAsync(Keys, "new");

        var readers = new Readers(nodes, Keys, "new");
        var begun = TimeProvider.System.GetTimestamp();
        await primary.KillAsync();
        await replica.ThawAsync();
        await cluster.WaitForPromotionAsync(replica);
        var promoted = TimeProvider.System.GetElapsedTime(begun);
        await nodes.UntilCoherentAsync(Keys.Select(key => "other " + key));
        var coherent = TimeProvider.System.GetElapsedTime(begun);
        var late = nodes.Add();

        foreach (var key in Keys)
        {
            (await late.GetOrCreateAsync(key, _ => ValueTask.FromResult("new"))).ShouldBe("new");
        }

        (await readers.StopAsync()).ShouldBe(["new"]);
        output.WriteLine($"promoted after {promoted}, coherent after {coherent}, slowest read {readers.Slowest}");
    }

    [Fact]
    public async Task FailoverOfPrimariesThatAreWell_LosesNoReadAndNoInvalidation()
    {
        await using var cluster = await RedisCluster.CreateAsync(hasReplicas: true);
        await using var nodes = await FailoverNodes.CreateAsync(2, cluster.ConnectionString);
        await nodes.UntilCoherentAsync(Keys, "old");
        await nodes.UntilCoherentAsync(Keys, "new");

        var readers = new Readers(nodes, Keys, "new");
        foreach (var hasTags in (bool[])[true, false])
        {
            var primary = await PrimaryAsync(cluster, hasTags);
            await primary.UntilFollowedAsync(await ReplicaOfAsync(cluster, primary));
            await cluster.FailOverAsync(primary);
        }

        await nodes.UntilCoherentAsync(Keys.Select(key => "other " + key));
        foreach (var key in Keys)
        {
            await Waiting.UntilAsync(async () => await nodes[1].GetOrCreateAsync(key, _ => ValueTask.FromResult("new")) == "new");
        }

        (await readers.StopAsync()).ShouldBe(["new"]);
        foreach (var key in Keys)
        {
            await nodes[0].RemoveAsync(key);
            await Waiting.UntilAsync(async () => await nodes[1].GetOrCreateAsync(key, _ => ValueTask.FromResult("newer")) == "newer");
        }
    }

    // The primary that has the tags and the epoch, or one that has some of the keys alone.
    private static async Task<RedisInstance> PrimaryAsync(RedisCluster cluster, bool hasTags)
    {
        var ofTags = await cluster.PrimaryOfAsync("{tags}");
        foreach (var key in hasTags ? [] : Keys)
        {
            if (await cluster.PrimaryOfAsync($"{{.{key}}}") is var other && other != ofTags)
            {
                return other;
            }
        }

        return ofTags;
    }

    private static async Task<RedisInstance> ReplicaOfAsync(RedisCluster cluster, RedisInstance primary)
    {
        var role = await primary.RunAsync("ROLE");
        return cluster.Nodes.Single(node => role.Contains($"\n{node.Port}\n", StringComparison.Ordinal));
    }
}
