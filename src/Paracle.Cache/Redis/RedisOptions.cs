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
}
