using Microsoft.Extensions.Caching.Hybrid;
using Paracle.Testing;

namespace Paracle.Cache.Tests.Conformance;

/// <summary>What is too large, too long or malformed is refused or left uncached, and does no harm.</summary>
public abstract class HybridCacheInputConformance<TEngine> : EngineSuite<TEngine>
    where TEngine : Engine, new()
{
    private const int Limit = 2000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetOrCreate_ValueOverThePayloadLimit_IsReturnedAndNotCached(bool isText)
    {
        var cache = Open(configure: options => options.MaximumPayloadBytes = Limit);

        for (var call = 0; call < 2; call++)
        {
            (isText ? (await cache.GetOrCreateAsync("key", LargeTextAsync)).Length : (await cache.GetOrCreateAsync("key", LargeBytesAsync)).Length).ShouldBe(2 * Limit);
        }

        ShouldHold(Runs == 2, unless: Difference.OversizeStaysInMemory);
    }

    [Fact]
    public async Task Set_ValueOverThePayloadLimit_DoesNotReachAnotherHost()
    {
        var (first, second) = (Open(usesRedis: true, configure: Configure), Open(usesRedis: true, configure: Configure));
        await first.SetAsync("key", new string('x', 2 * Limit));

        ShouldHold(await second.GetOrCreateAsync("key", Made("made")) == "made", unless: Difference.OversizeGoesToRedis);

        static void Configure(HybridCacheOptions options) => options.MaximumPayloadBytes = Limit;
    }

    [Fact]
    public async Task AnyCall_BadKey_IsRefused()
    {
        var cache = Open();
        foreach (var key in Texts.BadKeys)
        {
            var about = Texts.Show(key);
            await ShouldBeRefusedAsync(async () => await cache.GetOrCreateAsync(key!, Count), unless: Difference.BadKeysAreTaken, about);
            await ShouldBeRefusedAsync(async () => await cache.GetOrCreateAsync(key.AsSpan(), Count), unless: Difference.BadKeysAreTaken, about);
            await ShouldBeRefusedAsync(() => cache.SetAsync(key!, -1), unless: Difference.BadKeysAreTaken, about);
            await ShouldBeRefusedAsync(() => cache.RemoveAsync(key!), unless: Difference.BadKeysAreTaken, about);
            await ShouldBeRefusedAsync(() => cache.RemoveAsync((string[])["good", key!]), unless: Difference.BadKeysAreTaken, about);
        }

        if (!Differs(Difference.BadKeysAreTaken))
        {
            Runs.ShouldBe(0, "A key is refused before anything is done for it.");
        }
    }

    [Fact]
    public async Task AnyCall_KeyOverTheLimitOfTheOptions_IsRefused()
    {
        var cache = Open(configure: options => options.MaximumKeyLength = 100);
        var key = new string('k', 101);

        await ShouldBeRefusedAsync(async () => await cache.GetOrCreateAsync(key, Count), unless: Difference.BadKeysAreTaken, "an over-long key");
        await ShouldBeRefusedAsync(() => cache.SetAsync(key, -1), unless: Difference.BadKeysAreTaken, "an over-long key");
        (await cache.GetOrCreateAsync(key[..100], Made(-2))).ShouldBe(-2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Keys_ThatLookAlike_AreEachTheirOwn(bool usesRedis)
    {
        var (writer, reader) = (Open(usesRedis), Open(usesRedis));
        foreach (var key in Texts.LiteralKeys)
        {
            await writer.SetAsync(key, key);
        }

        foreach (var key in Texts.LiteralKeys)
        {
            (await writer.GetOrCreateAsync(key, Made(key))).ShouldBe(key);
            (await reader.GetOrCreateAsync(key, Made(key))).ShouldBe(key);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("*")]
    public async Task AnyCall_BadTagOfAnEntry_IsRefused(string tag)
    {
        var cache = Open();

        await ShouldBeRefusedAsync(async () => await cache.GetOrCreateAsync("key", Count, tags: ["good", tag]), unless: Difference.BadTagsAreTaken, "a bad tag");
        await ShouldBeRefusedAsync(() => cache.SetAsync("other", -1, tags: ["good", tag]), unless: Difference.BadTagsAreTaken, "a bad tag");
    }

    [Fact]
    public async Task GetOrCreate_NullTag_IsRefused() =>
        await ShouldBeRefusedAsync(async () => await Open().GetOrCreateAsync("key", Count, tags: ["good", null!]), unless: Difference.BadTagsAreTaken, "a null tag");

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task AnyCall_LifetimeThatIsNone_IsRefused(int seconds)
    {
        var cache = Open();
        foreach (var options in (HybridCacheEntryOptions[])[
            new() { Expiration = TimeSpan.FromSeconds(seconds) }, new() { LocalCacheExpiration = TimeSpan.FromSeconds(seconds) }])
        {
            var about = $"{options.Expiration} and {options.LocalCacheExpiration}";
            await ShouldBeRefusedAsync(async () => await cache.GetOrCreateAsync("key", Count, options), unless: Difference.BadLivesAreTaken, $"a load for {about}");
            await ShouldBeRefusedAsync(() => cache.SetAsync("key", -1, options), unless: Difference.BadLivesAreTaken, $"a write for {about}");
        }

        (await cache.GetOrCreateAsync("key", Made(-2))).ShouldNotBe(-1);
    }

    private async ValueTask<string> LargeTextAsync(CancellationToken cancellationToken) => new((char)('a' + await Count(cancellationToken)), 2 * Limit);

    private async ValueTask<byte[]> LargeBytesAsync(CancellationToken cancellationToken)
    {
        await Count(cancellationToken);
        return new byte[2 * Limit];
    }
}
