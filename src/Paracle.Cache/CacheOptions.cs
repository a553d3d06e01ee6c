using System.ComponentModel.DataAnnotations;

namespace Paracle;

/// <summary>Settings of the cache.</summary>
public sealed class CacheOptions
{
    /// <summary>The largest value that is cached, in bytes once serialized: 1 KiB to 512 MiB. Default 1 MiB. A larger one is not cached.</summary>
    [Range(1024, 512 * 1024 * 1024)]
    public long MaximumPayloadBytes { get; set; } = 1024 * 1024;

    /// <summary>How long an entry lives in Redis when the caller does not say: 1 s to 30 days. Default 10 minutes.</summary>
    [DurationRange("00:00:01", "30.00:00:00")]
    public TimeSpan DefaultLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an entry lives in this host's memory when the caller does not say: 1 s to 30 days, at most
    /// <see cref="DefaultLifetime"/>. Default 1 minute: another host's write is seen after that at the latest.</summary>
    [DurationRange("00:00:01", "30.00:00:00")]
    public TimeSpan DefaultLocalLifetime { get; set; } = TimeSpan.FromMinutes(1);
}
