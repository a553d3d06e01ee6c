using Paracle.Cache.Redis.Internal;
using Paracle.Testing.Conformance;

namespace Paracle.Cache.Tests.Redis;

public sealed class RedisRateLimitStoreTests : RateLimitStoreConformance
{
    private static readonly RateLimitRule Rule = new(10, TimeSpan.FromMinutes(1));

    private readonly RedisTestServer _redis = new();

    [Fact]
    public async Task TryAcquire_ServersOwnClock_KeepsTheBucketNoLongerThanItsRefill()
    {
        var store = new RedisRateLimitStore(_redis.Server, new RedisScripts(RedisScripts.ServerClock));

        (await store.TryAcquireAsync("own", Rule, 4, Token)).ShouldBe(new RateLimitDecision(true, 6, TimeSpan.Zero));

        var life = await (await _redis.DatabaseAsync()).KeyTimeToLiveAsync(_redis.KeyOf("rate", "own"));
        life.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(25));
    }

    [Fact]
    public async Task Adjust_BucketIsFullAgain_LeavesNoKey()
    {
        await Port.TryAcquireAsync("full", Rule, 4, Token);

        await Port.AdjustAsync("full", Rule, 4, Token);

        (await (await _redis.DatabaseAsync()).KeyExistsAsync(_redis.KeyOf("rate", "full"))).ShouldBeFalse();
    }

    [Fact]
    public async Task TryAcquire_NothingListens_IsUnavailable()
    {
        await using var connection = new RedisConnection(Microsoft.Extensions.Options.Options.Create(new RedisOptions { ConnectionString = "127.0.0.1:1" }));
        var server = new RedisServer(connection, Microsoft.Extensions.Options.Options.Create(new RedisOptions()));

        await Should.ThrowAsync<UnavailableException>(async () => await new RedisRateLimitStore(server, _redis.Scripts).TryAcquireAsync("key", Rule, 1, Token));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _redis.DisposeAsync();
    }

    protected override async ValueTask<IRateLimitStore> CreateAsync(TimeProvider timeProvider)
    {
        await _redis.SetClockAsync(timeProvider.GetUtcNow());
        return new RedisRateLimitStore(_redis.Server, _redis.Scripts);
    }

    protected override async ValueTask AdvanceAsync(TimeSpan duration)
    {
        await base.AdvanceAsync(duration);
        await _redis.SetClockAsync(Time.GetUtcNow());
    }
}
