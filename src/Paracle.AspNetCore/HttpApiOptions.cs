using System.ComponentModel.DataAnnotations;

namespace Paracle;

/// <summary>Bounds of the HTTP endpoints that <c>MapParacle</c> adds.</summary>
public sealed class HttpApiOptions
{
    /// <summary>The longest request body, in bytes: 1 KiB to 64 MiB. Default 1 MiB. A longer one is refused with 413.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxRequestBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>How many requests a caller may send to one endpoint in <see cref="RateLimitWindow"/>: 1 to 10,000,000. Default 100. One
    /// more is refused with 429. A caller is a subject within a tenant; each endpoint counts for itself, and permits come back evenly.</summary>
    [Range(1, 10_000_000)]
    public int RateLimitPermits { get; set; } = 100;

    /// <summary>How long it takes until all of <see cref="RateLimitPermits"/> are back: 1 s to 1 day. Default 1 minute.</summary>
    [DurationRange("00:00:01", "1.00:00:00")]
    public TimeSpan RateLimitWindow { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Who counts requests. Default Host: each host for itself.</summary>
    [EnumDataType(typeof(RateLimitScope))]
    public RateLimitScope RateLimitScope { get; set; } = RateLimitScope.Host;

    /// <summary>The most event streams a tenant may have open on this host: 1 to 1,000,000. Default 2,000. One more is refused with 429.</summary>
    [Range(1, 1_000_000)]
    public int MaxStreamsPerTenant { get; set; } = 2000;

    /// <summary>How often a heartbeat is sent while a run has nothing to tell: 1 s to 5 minutes. Default 15 s. It keeps proxies from
    /// closing the connection, and finds clients that are gone.</summary>
    [DurationRange("00:00:01", "00:05:00")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the reader of an event stream may leave what was sent to him unread: 100 ms to 10 minutes. Default 30 s. After
    /// that the connection is cut and the run cancelled.</summary>
    [DurationRange("00:00:00.100", "00:10:00")]
    public TimeSpan StreamWriteTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The shortest JSON answer that is compressed, in bytes: 0 to 64 MiB. Default 1 KiB. Brotli, then gzip, if the client accepts
    /// it. Event streams are never compressed.</summary>
    [Range(0, 64 * 1024 * 1024)]
    public int CompressionThreshold { get; set; } = 1024;

    /// <summary>How long the readiness answer is kept, so that asking often costs the store nothing: 0 to 1 minute. Default 1 s.</summary>
    [DurationRange("00:00:00", "00:01:00")]
    public TimeSpan ReadinessLifetime { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a store check may take before it counts as failed: 10 ms to 1 minute. Default 5 s.</summary>
    [DurationRange("00:00:00.010", "00:01:00")]
    public TimeSpan ReadinessTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
