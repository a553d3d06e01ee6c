using Paracle.Testing;

namespace Paracle.Cache.Tests.Redis.Servers;

[Trait("Category", "Slow")]
public sealed class RedisClusterTests
{
    private static readonly string[] Keys = ["a", "b", "c", "d", "e", "f"];

    [Fact]
    public async Task Cluster_WithoutReplicas_TakesKeysOfEveryPrimary()
    {
        await using var cluster = await RedisCluster.CreateAsync(hasReplicas: false);
        await using var client = await Client.ConnectAsync(cluster.ConnectionString);

        var owners = new HashSet<RedisInstance>();
        foreach (var key in Keys)
        {
            await client.SetAndGetAsync(key);
            var owner = await cluster.PrimaryOfAsync(key);
            (await owner.RunAsync("GET", key)).ShouldBe("value");
            owners.Add(owner);
        }

        owners.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("running")]
    [InlineData("killed")]
    [InlineData("frozen")]
    public async Task Cluster_FailedOver_ServesFromTheReplica(string former)
    {
        await using var cluster = await RedisCluster.CreateAsync(hasReplicas: true);
        await using var client = await Client.ConnectAsync(cluster.ConnectionString);
        await client.SetAndGetAsync("key");
        var primary = await cluster.PrimaryOfAsync("key");
        await (former switch
        {
            "killed" => primary.KillAsync(),
            "frozen" => primary.FreezeAsync(),
            _ => Task.CompletedTask,
        });

        var promoted = await cluster.FailOverAsync(primary);

        promoted.ShouldNotBe(primary);
        (await cluster.PrimaryOfAsync("key", witness: promoted)).ShouldBe(promoted);
        await using var later = await Client.ConnectAsync(promoted.ConnectionString);
        await later.SetAndGetAsync("key");
    }
}
