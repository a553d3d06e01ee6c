using Microsoft.Extensions.Options;

namespace Paracle.Cache.Redis.Internal;

/// <summary>What the caches of a host need of Redis. It is registered only where the host uses Redis.</summary>
internal sealed class RedisParts(RedisLink link, RedisRequests requests, SharedReads reads, IOptions<RedisOptions> options)
{
    public RedisLink Link => link;

    public RedisRequests Requests => requests;

    public SharedReads Reads => reads;

    public RedisOptions Options => options.Value;
}
