using Microsoft.Extensions.Caching.Hybrid;

namespace Paracle.Cache.Tests.Engine;

public sealed class HitTests
{
    private static readonly string[] Tags = ["red", "blue"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetOrCreate_Hit_AllocatesNothing(bool isTagged)
    {
        await using var host = new CacheHost();
        var cache = host.Cache;
        var policy = new CachePolicy("hit");
        await cache.SetAsync("key", "value", tags: isTagged ? Tags : null);

        ReadAll(cache, policy, 1_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        ReadAll(cache, policy, 1_000);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public async Task TryGetLocal_AfterAChange_FindsWhatIsTrueOrNothing()
    {
        await using var host = new CacheHost();
        var engine = (ICacheEngine)host.Cache;

        engine.TryGetLocal<string>("key", out _).ShouldBeFalse();
        await host.Cache.SetAsync("key", "value", tags: Tags);
        engine.TryGetLocal<string>("key", out var value).ShouldBeTrue();
        value.ShouldBe("value");
        engine.TryGetLocal<int>("key", out _).ShouldBeFalse();
        await host.Cache.RemoveByTagAsync("red");
        engine.TryGetLocal<string>("key", out _).ShouldBeFalse();
    }

    private static void ReadAll(HybridCache cache, CachePolicy policy, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Read(cache.GetOrCreateAsync<int, string>("key", 0, static (_, _) => throw new InvalidOperationException("The factory ran."), tags: Tags));
            Read(cache.GetOrCreateAsync<int, string>("key".AsSpan(), 0, static (_, _) => throw new InvalidOperationException("The factory ran."), tags: Tags));
            Read(((ICacheEngine)cache).GetOrCreateAsync<int, string>(
                "key", 0, static (_, _, _) => throw new InvalidOperationException("The factory ran."), policy, tags: null, CancellationToken.None));
        }
    }

    private static void Read(ValueTask<string> hit)
    {
        if (!hit.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException("That was no hit.");
        }
    }
}
