using Microsoft.Extensions.Caching.Hybrid;
using Paracle.Testing;
using StackExchange.Redis;

namespace Paracle.Cache.Tests.Conformance;

/// <summary>How long an entry lives in each layer.</summary>
public abstract class HybridCacheLifetimeConformance<TEngine> : EngineSuite<TEngine>
    where TEngine : Engine, new()
{
    private const double DefaultLife = 3;
    private const double DefaultLocalLife = 2;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(null, null, DefaultLocalLife)]
    [InlineData(10.0, 1.0, 1)]
    [InlineData(1.0, 1.0, 1)]
    [InlineData(1.0, 5.0, 1)]
    [InlineData(null, 1.0, 1)]
    [InlineData(1.0, null, 1)]
    [InlineData(10.0, null, 10, Difference.LocalLifeHasItsOwnDefault, DefaultLocalLife)]
    [InlineData(null, 10.0, DefaultLife, Difference.MemoryOutlivesExpiration, 10)]
    public async Task Lifetimes_MinutesOfACall_CountInMemory(double? life, double? localLife, double expected, Difference? unless = null, double otherwise = 0)
    {
        var lasts = TimeSpan.FromMinutes(unless is { } difference && Differs(difference) ? otherwise : expected);
        var options = new HybridCacheEntryOptions { Expiration = Minutes(life), LocalCacheExpiration = Minutes(localLife) };
        foreach (var isWritten in (bool[])[true, false])
        {
            var cache = Open(usesClock: true, configure: Configure);
            await (isWritten ? cache.SetAsync("key", -1, options) : DoneAsync(cache.GetOrCreateAsync("key", Made(-1), options)));

            Time.Advance(lasts - Second);
            (await cache.GetOrCreateAsync("key", Made(-2))).ShouldBe(-1, $"written: {isWritten}, a second before its end");
            Time.Advance(Second);
            (await cache.GetOrCreateAsync("key", Made(-2))).ShouldBe(-2, $"written: {isWritten}, at its end");
        }
    }

    [Fact]
    public async Task LocalLifetime_Over_TheValueComesFromRedisUntilItsLifetimeIsOver()
    {
        // Less than any time-out of the way to Redis, which goes by the clock as well.
        var (life, localLife) = (TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(6));
        var cache = Open(usesRedis: true, usesClock: true, configure: Configure);
        await ReadyAsync(cache);
        await cache.SetAsync("key", -1, new HybridCacheEntryOptions { Expiration = life, LocalCacheExpiration = localLife });

        Time.Advance(localLife);
        (await cache.GetOrCreateAsync("key", Count)).ShouldBe(-1);
        Time.Advance(life);

        (await cache.GetOrCreateAsync("key", Count)).ShouldBe(1);
    }

    [Theory]
    [InlineData(null, DefaultLife)]
    [InlineData(20.0, 20)]
    public async Task Lifetime_InRedis_IsThatOfItsKey(double? life, double expected)
    {
        var cache = Open(usesRedis: true, configure: Configure);
        await cache.SetAsync("measured", -1, new HybridCacheEntryOptions { Expiration = Minutes(life) });

        await using var redis = await ConnectionMultiplexer.ConnectAsync(TestServers.Redis);
        var lives = new List<TimeSpan>();
        await foreach (var key in redis.GetServers()[0].KeysAsync(pattern: $"{Prefix}*measured*"))
        {
            lives.Add((await redis.GetDatabase().KeyTimeToLiveAsync(key)).ShouldNotBeNull());
        }

        lives.ShouldHaveSingleItem().ShouldBeInRange(TimeSpan.FromMinutes(expected - 1), TimeSpan.FromMinutes(expected));
    }

    [Fact]
    public async Task Lifetime_RefilledEntry_BeginsAnew()
    {
        var cache = Open(usesClock: true, configure: Configure);
        await cache.SetAsync("key", -1);
        Time.Advance(TimeSpan.FromMinutes(DefaultLocalLife) - Second);
        await cache.SetAsync("key", -2);
        Time.Advance(TimeSpan.FromMinutes(DefaultLocalLife) - Second);

        (await cache.GetOrCreateAsync("key", Count)).ShouldBe(-2);
    }

    private static void Configure(HybridCacheOptions options) =>
        options.DefaultEntryOptions = new HybridCacheEntryOptions { Expiration = Minutes(DefaultLife), LocalCacheExpiration = Minutes(DefaultLocalLife) };

    private static TimeSpan? Minutes(double? minutes) => minutes is { } given ? TimeSpan.FromMinutes(given) : null;

    private static async ValueTask DoneAsync(ValueTask<int> call) => await call;
}
