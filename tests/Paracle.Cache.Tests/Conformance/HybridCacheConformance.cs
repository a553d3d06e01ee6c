namespace Paracle.Cache.Tests.Conformance;

/// <summary>What every HybridCache does, in one host, with memory alone and with Redis behind.</summary>
public abstract class HybridCacheConformance<TEngine> : EngineSuite<TEngine>
    where TEngine : Engine, new()
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetOrCreate_EveryOverload_RunsTheFactoryOnce(bool usesRedis)
    {
        var cache = Open(usesRedis);
        var id = 7;

        (await cache.GetOrCreateAsync("item:7", Count)).ShouldBe(1);
        (await cache.GetOrCreateAsync("item:7", this, static (self, token) => self.Count(token))).ShouldBe(1);
        (await cache.GetOrCreateAsync("item:7".AsSpan(), Count)).ShouldBe(1);
        (await cache.GetOrCreateAsync("item:7".AsSpan(), this, static (self, token) => self.Count(token))).ShouldBe(1);
        (await cache.GetOrCreateAsync($"item:{id}", Count)).ShouldBe(1);
        (await cache.GetOrCreateAsync($"item:{id}", this, static (self, token) => self.Count(token))).ShouldBe(1);
        (await cache.GetOrCreateAsync("item:8", Count)).ShouldBe(2);
    }

    [Fact]
    public async Task GetOrCreate_ColdThroughEachOverload_IsFoundByItsKey()
    {
        var cache = Open();
        var id = 1;

        await cache.GetOrCreateAsync("span:1".AsSpan(), Count);
        await cache.GetOrCreateAsync("span:2".AsSpan(), this, static (self, token) => self.Count(token));
        await cache.GetOrCreateAsync($"text:{id}", Count);
        await cache.GetOrCreateAsync($"text:{id + 1:000}", this, static (self, token) => self.Count(token));

        foreach (var (key, value) in new[] { ("span:1", 1), ("span:2", 2), ("text:1", 3), ("text:002", 4) })
        {
            (await cache.GetOrCreateAsync(key, Made(-1))).ShouldBe(value);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Set_ThenGet_GivesTheLastValue(bool usesRedis)
    {
        var cache = Open(usesRedis);
        await cache.GetOrCreateAsync("key", Count);
        await cache.SetAsync("key", -1);
        await cache.SetAsync("key", -2);

        (await cache.GetOrCreateAsync("key", Count)).ShouldBe(-2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Remove_OneManyOrMissing_TheyAreMadeAnew(bool usesRedis)
    {
        var cache = Open(usesRedis);
        foreach (var key in (string[])["a", "b", "c"])
        {
            await cache.SetAsync(key, -1);
        }

        await cache.RemoveAsync("a");
        await cache.RemoveAsync(["b", "missing"]);
        await cache.RemoveAsync((IEnumerable<string>)[]);
        await cache.RemoveAsync((IEnumerable<string>)null!);

        (await cache.GetOrCreateAsync("a", Count)).ShouldBe(1);
        (await cache.GetOrCreateAsync("b", Count)).ShouldBe(2);
        (await cache.GetOrCreateAsync("c", Count)).ShouldBe(-1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RemoveByTag_OneManyOrAll_OnlyWhatHasIt(bool usesRedis)
    {
        var cache = Open(usesRedis);
        await cache.SetAsync("red", -1, tags: ["red"]);
        await cache.SetAsync("both", -1, tags: ["red", "blue", "red"]);
        await cache.SetAsync("blue", -1, tags: ["blue"]);
        await cache.SetAsync("plain", -1, tags: []);
        await cache.SetAsync("untagged", -1, tags: null);

        await cache.RemoveByTagAsync("green");
        await cache.RemoveByTagAsync((IEnumerable<string>)[]);
        await cache.RemoveByTagAsync((IEnumerable<string>)null!);
        await cache.RemoveByTagAsync("red");
        (await cache.GetOrCreateAsync("red", Count)).ShouldBe(1);
        (await cache.GetOrCreateAsync("both", Count, tags: ["red", "blue"])).ShouldBe(2);
        (await cache.GetOrCreateAsync("blue", Count)).ShouldBe(-1);
        await cache.RemoveByTagAsync((IEnumerable<string>)["blue", "green"]);
        (await cache.GetOrCreateAsync("both", Count, tags: ["red", "blue"])).ShouldBe(3);
        (await cache.GetOrCreateAsync("plain", Count)).ShouldBe(-1);
        (await cache.GetOrCreateAsync("untagged", Count)).ShouldBe(-1);
        await cache.RemoveByTagAsync("*");
        (await cache.GetOrCreateAsync("plain", Count)).ShouldBe(4);
        (await cache.GetOrCreateAsync("plain", Count)).ShouldBe(4);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RemoveByTag_EntryMadeAfterwards_IsGood(bool usesRedis)
    {
        var cache = Open(usesRedis);
        foreach (var tag in (string[])["red", "*"])
        {
            await cache.RemoveByTagAsync(tag);
            await cache.SetAsync("set", -1, tags: ["red"]);
            await cache.GetOrCreateAsync("made", Count, tags: ["red"]);

            (await cache.GetOrCreateAsync("set", Count, tags: ["red"])).ShouldBe(-1);
            (await cache.GetOrCreateAsync("made", Made(-2), tags: ["red"])).ShouldBe(Runs);
        }

        Runs.ShouldBe(2);
    }

    [Fact]
    public async Task Set_WithOtherTags_ReplacesTheTagsOfTheEntry()
    {
        var cache = Open();
        await cache.SetAsync("key", -1, tags: ["red"]);
        await cache.SetAsync("key", -2, tags: ["blue"]);

        await cache.RemoveByTagAsync("red");
        (await cache.GetOrCreateAsync("key", Count)).ShouldBe(-2);
        await cache.RemoveByTagAsync("blue");
        (await cache.GetOrCreateAsync("key", Count)).ShouldBe(1);
    }
}
