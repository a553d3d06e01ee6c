using System.ComponentModel.DataAnnotations;

namespace Paracle;

/// <summary>How to reach Redis.</summary>
public sealed class RedisOptions
{
    /// <summary>Where Redis is, in the form of StackExchange.Redis: <c>host:port,password=...,ssl=true</c>. No default. Never logged.</summary>
    [Required]
    public string ConnectionString { get; set; } = "";

    /// <summary>Whether a server that is not on this machine may be spoken to without TLS. Default false. Insecure: whoever sees the traffic
    /// reads and changes what is cached.</summary>
    public bool AllowInsecurePlaintext { get; set; }

    /// <summary>What every key begins with, so that several applications can share a server: 1 to 64 characters. Default <c>paracle:</c>.</summary>
    [Required]
    [StringLength(64, MinimumLength = 1)]
    public string KeyPrefix { get; set; } = "paracle:";

    /// <summary>How long a connection attempt may take: 100 ms to 1 minute. Default 2 s.</summary>
    [DurationRange("00:00:00.1", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a command may take before it counts as failed: 10 ms to 1 minute. Default 500 ms.</summary>
    [DurationRange("00:00:00.01", "00:01:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a call of the cache waits for Redis before it goes on without: 1 ms to 10 s. Default 50 ms.</summary>
    [DurationRange("00:00:00.001", "00:00:10")]
    public TimeSpan CacheTimeBudget { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>After how many unanswered operations in a row the cache stops asking Redis until a beat has found it well again: 1 to 1,000. Default 3. A
    /// lost connection counts at once.</summary>
    [Range(1, 1000)]
    public int BreakerThreshold { get; set; } = 3;

    /// <summary>Values above this size travel over a connection of their own: 1 KiB to 512 MiB. Default 64 KiB.</summary>
    [Range(1024, 512 * 1024 * 1024)]
    public int BulkBytes { get; set; } = 64 * 1024;

    /// <summary>Values above this size are compressed where that saves an eighth at least: 256 bytes to 512 MiB. Default 32 KiB.</summary>
    [Range(256, 512 * 1024 * 1024)]
    public int CompressionBytes { get; set; } = 32 * 1024;

    /// <summary>How long a node's right to fill a key lasts unless renewed; it renews while its factory runs, so this is how long the others wait for one
    /// that died: 100 ms to 1 minute. Default 2 s.</summary>
    [DurationRange("00:00:00.1", "00:01:00")]
    public TimeSpan FillLease { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many keys and tags whose removal could not be sent are kept until Redis is back: 1 to 10,000,000. Default 65,536. Beyond that everything
    /// is removed then.</summary>
    [Range(1, 10_000_000)]
    public int MaximumPendingRemovals { get; set; } = 65_536;
}
