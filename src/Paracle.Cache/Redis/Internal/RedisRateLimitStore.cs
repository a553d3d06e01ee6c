namespace Paracle.Cache.Redis.Internal;

/// <summary>Token buckets in Redis, shared by all hosts of a prefix.</summary>
internal sealed class RedisRateLimitStore(RedisServer server, RedisScripts scripts) : IRateLimitStore
{
    private const string Kind = "rate";

    public async ValueTask<RateLimitDecision> TryAcquireAsync(string key, RateLimitRule rule, long permits, CancellationToken cancellationToken)
    {
        InputRules.RequireKey(key, "rate limit key");
        rule.Validate(permits);
        var reply = await server.RunAsync(scripts.TakePermits, Kind, key, [rule.Permits, Window(rule), permits, 0], cancellationToken).ConfigureAwait(false);
        return new RateLimitDecision((long)reply[0] == 1, (long)reply[1], TimeSpan.FromMicroseconds((long)reply[2]));
    }

    public async ValueTask AdjustAsync(string key, RateLimitRule rule, long permits, CancellationToken cancellationToken)
    {
        InputRules.RequireKey(key, "rate limit key");
        rule.ValidateAdjustment(permits);
        await server.RunAsync(scripts.TakePermits, Kind, key, [rule.Permits, Window(rule), 0, permits], cancellationToken).ConfigureAwait(false);
    }

    private static long Window(RateLimitRule rule) => rule.Window.Ticks / TimeSpan.TicksPerMicrosecond;
}
