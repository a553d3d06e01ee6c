using System.ComponentModel.DataAnnotations;

namespace Paracle;

/// <summary>Settings of the response cache.</summary>
public sealed class ResponseCacheOptions
{
    /// <summary>How long an answer is kept: 1 s to 30 days. Default 1 day.</summary>
    [DurationRange("00:00:01", "30.00:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long a host keeps an answer in its memory: 1 s to 30 days. Default 10 minutes. A host that is cut off from Redis misses a removal for that
    /// long at most.</summary>
    [DurationRange("00:00:01", "30.00:00:00")]
    public TimeSpan LocalLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long equal calls on other hosts wait for the answer of a call before they make their own: 1 s to 1 day. Default 10 minutes. The answer of a
    /// call that takes longer goes to its callers, and is not stored.</summary>
    [DurationRange("00:00:01", "1.00:00:00")]
    public TimeSpan LongestCall { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many calls of a provider can be on their way into the cache at a time: 1 to 1,000,000. Default 10,000. A call beyond that is made for its caller
    /// alone, not stored, and counted. Where coalescing is used too, its own setting counts.</summary>
    [Range(1, 1_000_000)]
    public int MaximumFlights { get; set; } = 10_000;

    /// <summary>The cache that answers are kept in, as named where <c>AddParacleCache</c> added it. Default: none, which means the host's unnamed one.</summary>
    public string? CacheName { get; set; }
}
