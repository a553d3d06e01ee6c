using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Paracle.AspNetCore.Internal.RateLimits;

/// <summary>Counts in this host's memory. A partition is forgotten once its bucket is full again.</summary>
internal sealed class HostRequestLimiter : IRequestLimiter, IDisposable
{
    private readonly PartitionedRateLimiter<PartitionKey> _limiter;

    public HostRequestLimiter(IOptions<HttpApiOptions> options)
    {
        var bucket = new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.Value.RateLimitPermits,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = options.Value.RateLimitWindow / options.Value.RateLimitPermits,
            QueueLimit = 0,
        };
        _limiter = PartitionedRateLimiter.Create<PartitionKey, PartitionKey>(
            key => RateLimitPartition.GetTokenBucketLimiter(key, _ => bucket));
    }

    public ValueTask<RateLimitDecision> TryAcquireAsync(Caller caller, string endpoint, CancellationToken cancellationToken)
    {
        var key = new PartitionKey(caller.Tenant, caller.Subject, endpoint);
        using var lease = _limiter.AttemptAcquire(key);
        var remaining = _limiter.GetStatistics(key)?.CurrentAvailablePermits ?? 0;
        lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter);
        return ValueTask.FromResult(new RateLimitDecision(lease.IsAcquired, remaining, retryAfter));
    }

    public void Dispose() => _limiter.Dispose();

    private readonly record struct PartitionKey(TenantId Tenant, string Subject, string Endpoint);
}
