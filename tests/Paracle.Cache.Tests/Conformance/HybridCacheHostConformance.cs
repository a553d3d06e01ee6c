using Microsoft.Extensions.Caching.Hybrid;
using Paracle.Testing;

namespace Paracle.Cache.Tests.Conformance;

/// <summary>What hosts that share a Redis see of each other.</summary>
public abstract class HybridCacheHostConformance<TEngine> : EngineSuite<TEngine>
    where TEngine : Engine, new()
{
    [Fact]
    public async Task Set_OnOneHost_IsFoundByAnother()
    {
        var (first, second) = (Open(usesRedis: true), Open(usesRedis: true));
        await first.SetAsync("key", "value", tags: ["red", "blue"]);

        (await second.GetOrCreateAsync("key", Made("made"))).ShouldBe("value");
    }

    [Fact]
    public async Task GetOrCreate_OnOneHost_IsFoundByAnother()
    {
        var (first, second) = (Open(usesRedis: true), Open(usesRedis: true));
        await first.GetOrCreateAsync("key", Made("value"), tags: ["red"]);

        // It may reach Redis after the answer.
        await Waiting.UntilAsync(async () => await ReadRedisAsync(second) == "value");
        (await second.GetOrCreateAsync("key", Made("made"))).ShouldBe("value");
    }

    [Theory]
    [InlineData("set")]
    [InlineData("remove")]
    [InlineData("tag")]
    [InlineData("all")]
    public async Task Change_OnOneHost_ReachesTheMemoryOfAnother(string change)
    {
        var (first, second) = (Open(usesRedis: true), Open(usesRedis: true));
        await first.SetAsync("key", "old", tags: ["red"]);
        (await second.GetOrCreateAsync("key", Made("wrong"), tags: ["red"])).ShouldBe("old");

        await ChangeAsync(first, change);

        if (Differs(change is "set" or "remove" ? Difference.OtherHostKeepsOldValue : Difference.OtherHostKeepsRemovedTag))
        {
            for (var look = 0; look < 100; look++)
            {
                (await second.GetOrCreateAsync("key", Made("new"), tags: ["red"])).ShouldBe("old");
            }
        }
        else
        {
            await Waiting.UntilAsync(async () => await second.GetOrCreateAsync("key", Made("new"), tags: ["red"]) == "new");
        }
    }

    [Fact]
    public async Task Set_OnOneHost_IsSeenByAnotherWhenItsLocalLifeIsOver()
    {
        var (first, second) = (Open(usesRedis: true), Open(usesRedis: true));
        var brief = new HybridCacheEntryOptions { Expiration = TimeSpan.FromMinutes(5), LocalCacheExpiration = TimeSpan.FromMilliseconds(50) };
        await first.SetAsync("key", "old", brief);
        await second.GetOrCreateAsync("key", Made("wrong"), brief);
        await first.SetAsync("key", "new", brief);

        await Waiting.UntilAsync(async () => await second.GetOrCreateAsync("key", Made("wrong"), brief) == "new");
    }

    [Theory]
    [InlineData("set", "new")]
    [InlineData("remove", "made")]
    [InlineData("tag", "made")]
    public async Task Change_BeforeAHostOpens_CountsForIt(string change, string expected)
    {
        var first = Open(usesRedis: true);
        await first.SetAsync("key", "old", tags: ["red"]);
        await first.SetAsync("other", "kept", tags: ["blue"]);
        await ChangeAsync(first, change);

        var second = Open(usesRedis: true);

        (await second.GetOrCreateAsync("key", Made("made"), tags: ["red"])).ShouldBe(expected);
        (await second.GetOrCreateAsync("other", Made("made"))).ShouldBe("kept");
    }

    [Fact]
    public async Task RemoveAll_BeforeAHostOpens_CountsForItsFirstRead()
    {
        var first = Open(usesRedis: true);
        await first.SetAsync("key", "old");
        await first.RemoveByTagAsync("*");

        if (Differs(Difference.NewHostMissesRemovalOfAll))
        {
            await Waiting.UntilAsync(async () => await ReadRedisAsync(Open(usesRedis: true)) == "old");
        }
        else
        {
            (await ReadRedisAsync(Open(usesRedis: true))).ShouldBe("missing");
        }
    }

    [Fact]
    public async Task RemoveByTag_HostThatKnowsTheTag_DoesNotTakeTheEntryFromRedisAgain()
    {
        var (first, second) = (Open(usesRedis: true), Open(usesRedis: true));
        await first.SetAsync("key", "old", tags: ["red"]);
        (await second.GetOrCreateAsync("key", Made("wrong"), tags: ["red"])).ShouldBe("old");
        await first.RemoveByTagAsync("red");

        if (Differs(Difference.RemovedTagComesBackFromRedis))
        {
            (await ReadRedisAsync(second)).ShouldBe("old");
        }
        else
        {
            await Waiting.UntilAsync(async () => await ReadRedisAsync(second) == "missing");
        }
    }

    [Fact]
    public async Task RemoveByTag_EntryMadeAfterwards_IsGoodOnEveryHost()
    {
        var (first, second) = (Open(usesRedis: true), Open(usesRedis: true));
        await first.RemoveByTagAsync("red");
        await first.SetAsync("key", "value", tags: ["red"]);

        (await second.GetOrCreateAsync("key", Made("made"), tags: ["red"])).ShouldBe("value");
    }

    private static ValueTask ChangeAsync(HybridCache cache, string change) => change switch
    {
        "set" => cache.SetAsync("key", "new", tags: ["red"]),
        "remove" => cache.RemoveAsync("key"),
        "tag" => cache.RemoveByTagAsync("red"),
        _ => cache.RemoveByTagAsync("*"),
    };
}
