using System.ComponentModel.DataAnnotations;

namespace Paracle;

/// <summary>The bounds of a provider's connections, time and attempts.</summary>
public sealed class ProviderHttpOptions
{
    /// <summary>Gives the key for each request, for keys that change or come from a secret store; what it gives goes before the provider's ApiKey, which
    /// may then be left empty. Asked once a call, so it has to cache. Default: none, the ApiKey is used. Never logged.</summary>
    public Func<CancellationToken, ValueTask<string>>? ApiKeyProvider { get; set; }

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

    /// <summary>How long a streamed answer may take to its first token, all attempts and waits between them included: 100 ms to 2 hours. Default
    /// 10 minutes. Text, reasoning, a call of a tool and the like are tokens; pings and empty events are not.</summary>
    [DurationRange("00:00:00.1", "02:00:00")]
    public TimeSpan FirstTokenTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a streamed answer may go on without a further token: 100 ms to 2 hours. Default 10 minutes, as vendors' clients
    /// give the arguments of a tool's call out when they are whole, so that a long one looks like silence.</summary>
    [DurationRange("00:00:00.1", "02:00:00")]
    public TimeSpan TokenTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a call may take in all, the whole of its answer included: 100 ms to 1 day. Default 1 hour.</summary>
    [DurationRange("00:00:00.1", "1.00:00:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The longest answer in bytes, unpacked: 1 KiB to 1 GiB. Default 64 MiB. A longer one is cut off with an error.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public int MaxBodyBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>The longest line of a streamed answer in bytes, 1 KiB to 1 GiB. Default 4 MiB. A longer one is cut off with an error.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public int MaxLineBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>The most times a request is sent, 1 to 10. Default 3. Sent again is only what was refused (429, 500, 502, 503, 504, 529)
    /// or never reached the provider.</summary>
    [Range(1, 10)]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>The wait before the second attempt, doubled for each further one up to 30 s, with jitter; a Retry-After of the provider
    /// goes before it: 1 ms to 30 s. Default 500 ms.</summary>
    [DurationRange("00:00:00.001", "00:00:30")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest Retry-After of the provider that is waited for, zero to 2 hours. Default 1 minute. A longer one, or one that does not
    /// fit into <see cref="TotalTimeout"/> or before <see cref="LlmCallContext.Deadline"/>, ends the call at once, or moves it to the next provider of its
    /// route.</summary>
    [DurationRange("00:00:00", "02:00:00")]
    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether a provider that fails too often is left alone for a while. Default true. No connection, no status and 500, 502, 503, 504
    /// and 529 are failures; 429 is none.</summary>
    public bool BreakerEnabled { get; set; } = true;

    /// <summary>The share of failed attempts within <see cref="BreakerWindow"/> from which the provider is left alone: 0.01 to 1. Default 0.5.</summary>
    [Range(0.01, 1)]
    public double BreakerFailureRatio { get; set; } = 0.5;

    /// <summary>How many attempts within <see cref="BreakerWindow"/> that share is measured over at the least, 2 to 1,000,000. Default 20.</summary>
    [Range(2, 1_000_000)]
    public int BreakerMinimumAttempts { get; set; } = 20;

    /// <summary>How far back attempts count, 500 ms to 1 hour. Default 30 s.</summary>
    [DurationRange("00:00:00.5", "01:00:00")]
    public TimeSpan BreakerWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the provider is left alone before one request is let through to see how it is: 500 ms to 1 hour. Default 10 s.</summary>
    [DurationRange("00:00:00.5", "01:00:00")]
    public TimeSpan BreakerPause { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The most connections to the provider, 1 to 65,536. Default 1,000. Over HTTP/2 many calls share one; over HTTP/1.1 each
    /// call has its own, and one that finds none free waits within <see cref="AttemptTimeout"/>.</summary>
    [Range(1, 65_536)]
    public int MaxConnectionsPerServer { get; set; } = 1_000;

    /// <summary>The hosts that requests may go to, by name, without port. Default: none listed, which means that of the provider's BaseUrl alone;
    /// where some are, that of BaseUrl has to be among them.</summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>Whether the provider may be in a private network: loopback, private (RFC 1918), unique-local and carrier-grade NAT addresses.
    /// Default false. A BaseUrl on this machine needs no leave; link-local, multicast and reserved addresses are never connected to.</summary>
    public bool AllowPrivateNetworks { get; set; }

    /// <summary>Whether the proxy of the system or the environment is used. Default false. With it, the proxy resolves names, and connections go to it:
    /// which addresses can be reached is for the proxy to say.</summary>
    public bool UseProxy { get; set; }

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
