using System.ComponentModel.DataAnnotations;

namespace Paracle;

/// <summary>The bounds of a provider's connections, time and attempts.</summary>
public sealed class ProviderHttpOptions
{
    /// <summary>How long opening a connection may take, TLS included: 100 ms to 1 minute. Default 5 s.</summary>
    [DurationRange("00:00:00.1", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one attempt may take until the answer begins, which is when it is done unless it streams: 100 ms to 1 hour.
    /// Default 2 minutes. A request that ran into it is not sent again: the provider may be working on it, and bills it.</summary>
    [DurationRange("00:00:00.1", "01:00:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long all attempts and the waits between them may take until the answer begins: <see cref="AttemptTimeout"/> to 2 hours.
    /// Default 5 minutes. An answer that has begun is no longer bound by it.</summary>
    [DurationRange("00:00:00.1", "02:00:00")]
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an answer that has begun may stay silent before it counts as broken off: 100 ms to 1 hour. Default 2 minutes.</summary>
    [DurationRange("00:00:00.1", "01:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The most times a request is sent, 1 to 10. Default 3. Sent again is only what was refused (429, 500, 502, 503, 504, 529)
    /// or never reached the provider.</summary>
    [Range(1, 10)]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>The wait before the second attempt, doubled for each further one up to 30 s, with jitter; a Retry-After of the provider
    /// goes before it: 1 ms to 30 s. Default 500 ms.</summary>
    [DurationRange("00:00:00.001", "00:00:30")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The most connections to the provider, 1 to 65,536. Default 1,000. Over HTTP/2 many calls share one; over HTTP/1.1 each
    /// call has its own, and one that finds none free waits within <see cref="AttemptTimeout"/>.</summary>
    [Range(1, 65_536)]
    public int MaxConnectionsPerServer { get; set; } = 1_000;

    /// <summary>How long a connection is used before a new one takes its place, so that changes of DNS are seen: 1 s to 1 day. Default 5 minutes.</summary>
    [DurationRange("00:00:01", "1.00:00:00")]
    public TimeSpan PooledConnectionLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an unused connection is kept: 1 s to 1 day. Default 1 minute.</summary>
    [DurationRange("00:00:01", "1.00:00:00")]
    public TimeSpan PooledConnectionIdleTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an HTTP/2 connection with calls on it is silent before it is pinged: 1 s to 1 hour. Default 15 s.</summary>
    [DurationRange("00:00:01", "01:00:00")]
    public TimeSpan KeepAlivePingDelay { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a ping may stay unanswered before the connection counts as dead: 1 s to 10 minutes. Default 10 s.</summary>
    [DurationRange("00:00:01", "00:10:00")]
    public TimeSpan KeepAlivePingTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
