using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paracle.AspNetCore.Internal.RateLimits;

/// <summary>
/// Counts in the store that all hosts share. When that fails, this host counts for itself and leaves the store alone for a
/// while: a limit must neither take the service down nor slow each request by a time-out.
/// </summary>
internal sealed class SharedRequestLimiter(
    IRateLimitStore store, HostRequestLimiter host, IOptions<HttpApiOptions> options, TimeProvider timeProvider, ILogger<SharedRequestLimiter> logger) : IRequestLimiter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly RateLimitRule _rule = new(options.Value.RateLimitPermits, options.Value.RateLimitWindow);

    // The timestamp before which the store is not asked; written by whoever sees it fail.
    private long _askAgainAt = long.MinValue;

    public async ValueTask<RateLimitDecision> TryAcquireAsync(Caller caller, string endpoint, CancellationToken cancellationToken)
    {
        if (timeProvider.GetTimestamp() >= Volatile.Read(ref _askAgainAt))
        {
            try
            {
                return await store.TryAcquireAsync(KeyOf(caller, endpoint), _rule, 1, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Volatile.Write(ref _askAgainAt, timeProvider.GetTimestamp() + (long)(Pause.TotalSeconds * timeProvider.TimestampFrequency));
                Log.SharedLimitUnavailable(logger, exception.GetType().Name, Pause);
            }
        }

        return await host.TryAcquireAsync(caller, endpoint, cancellationToken).ConfigureAwait(false);
    }

    // Subjects may be long, and are nobody's business in a shared store.
    private static string KeyOf(Caller caller, string endpoint)
    {
        var subject = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(caller.Subject)));
        return CacheKey.Create(caller.Tenant, $"http:{endpoint}:{subject}").Value;
    }
}
