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

    /// <summary>How many entries are kept in this host's memory: 1 to 100,000,000. Default 100,000. The least useful leave first.</summary>
    [Range(1, 100_000_000)]
    public int MaximumEntries { get; set; } = 100_000;

    /// <summary>How many bytes the entries in this host's memory may take, as far as known: 64 KiB to 1 TiB. Default 256 MiB.</summary>
    [Range(64L * 1024, 1024L * 1024 * 1024 * 1024)]
    public long MaximumBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>How many tags that no entry in memory has are remembered: 1 to 10,000,000. Default 100,000. What is forgotten is asked for again.</summary>
    [Range(1, 10_000_000)]
    public int MaximumTags { get; set; } = 100_000;

    /// <summary>How many keys are loaded at a time for callers who share the load: 1 to 10,000,000. Default 100,000. Beyond that every caller loads for itself.</summary>
    [Range(1, 10_000_000)]
    public int MaximumFlights { get; set; } = 100_000;

    /// <summary>What the cache does where neither a call nor its policy says; its lifetimes, if given, come before <see cref="DefaultLifetime"/> and
    /// <see cref="DefaultLocalLifetime"/>. Default null: what <see cref="CachePolicy"/> says of each setting that is not given.</summary>
    public CachePolicy? DefaultPolicy { get; set; }

    /// <summary>Policies of this host, by name: each wins over the policy of that name which a caller brings.</summary>
    public IDictionary<string, CachePolicy> Policies { get; } = new Dictionary<string, CachePolicy>(StringComparer.Ordinal);
}
