using Microsoft.Extensions.Logging;
using Paracle.Cache.Redis.Internal;

namespace Paracle.Cache.Internal;

/// <summary>What all caches of a host have in common.</summary>
internal sealed class CacheFoundations(
    ValueKinds kinds, CacheTelemetry telemetry, TimeProvider timeProvider, CacheRandom random, ILogger<TwoLayerCache> logger, IEnumerable<RedisParts> redis)
{
    public void Deconstruct(
        out ValueKinds kindsOut, out CacheTelemetry telemetryOut, out TimeProvider timeProviderOut, out CacheRandom randomOut, out ILogger loggerOut, out RedisParts? redisOut) =>
        (kindsOut, telemetryOut, timeProviderOut, randomOut, loggerOut, redisOut) = (kinds, telemetry, timeProvider, random, logger, redis.FirstOrDefault());
}
