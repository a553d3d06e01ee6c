using Paracle.Testing;

namespace Paracle.Cache.Tests.Redis.Servers;

[Trait("Category", "Slow")]
public sealed class RedisSentinelTests
{
    [Theory]
    [InlineData("running")]
    [InlineData("killed")]
    [InlineData("frozen")]
    public async Task Sentinel_PrimaryGone_PromotesTheReplicaAndLeadsClientsThere(string former)
    {
        await using var sentinel = await RedisSentinel.CreateAsync();
        await using var client = await Client.ConnectAsync(sentinel.ConnectionString);
        await client.SetAndGetAsync("key");
        var primary = await sentinel.GetPrimaryAsync();

        RedisInstance promoted;
        if (former == "running")
        {
            promoted = await sentinel.FailOverAsync();
        }
        else
        {
            await (former == "killed" ? primary.KillAsync() : primary.FreezeAsync());
            promoted = await sentinel.WaitForPromotionAsync(primary);
        }

        promoted.ShouldNotBe(primary);
        (await sentinel.GetPrimaryAsync()).ShouldBe(promoted);
        await using var later = await Client.ConnectAsync(sentinel.ConnectionString);
        await later.Database.StringSetAsync("later", "value");
        (await promoted.RunAsync("GET", "later")).ShouldBe("value");
    }
}
