using Paracle.Cache.Redis.Internal;
using Paracle.Testing.Conformance;

namespace Paracle.Cache.Tests.Redis;

public sealed class RedisClusterLeaseTests : ClusterLeaseConformance
{
    private readonly RedisTestServer _redis = new();

    [Fact]
    public async Task TryAcquire_KeyGone_TokenStillGrows()
    {
        var first = (await Port.TryAcquireAsync("name", "one", TimeSpan.FromSeconds(5), Token)).ShouldNotBeNull();
        await AdvanceAsync(TimeSpan.FromHours(3));
        await (await _redis.DatabaseAsync()).KeyDeleteAsync(_redis.KeyOf("lease", "name"));

        (await Port.TryAcquireAsync("name", "two", TimeSpan.FromSeconds(5), Token))!.FencingToken.ShouldBeGreaterThan(first.FencingToken);
    }

    [Fact]
    public async Task TryAcquire_ServersOwnClock_EndsAfterTheDuration()
    {
        var lease = new RedisClusterLease(_redis.Server, new RedisScripts(RedisScripts.ServerClock));

        var held = (await lease.TryAcquireAsync("own", "one", TimeSpan.FromMinutes(30), Token)).ShouldNotBeNull();

        (held.ExpiresAt - TimeProvider.System.GetUtcNow()).ShouldBeInRange(TimeSpan.FromMinutes(25), TimeSpan.FromMinutes(31));
        (await (await _redis.DatabaseAsync()).KeyTimeToLiveAsync(_redis.KeyOf("lease", "own"))).ShouldNotBeNull();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _redis.DisposeAsync();
    }

    protected override async ValueTask<IClusterLease> CreateAsync(TimeProvider timeProvider)
    {
        await _redis.SetClockAsync(timeProvider.GetUtcNow());
        return new RedisClusterLease(_redis.Server, _redis.Scripts);
    }

    protected override async ValueTask AdvanceAsync(TimeSpan duration)
    {
        await base.AdvanceAsync(duration);
        await _redis.SetClockAsync(Time.GetUtcNow());
    }
}
