using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Paracle.AspNetCore.Internal.Streams;

/// <summary>The event streams each tenant may have open at a time.</summary>
internal sealed class StreamSlots(IOptions<HttpApiOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<TenantId> _slots = PartitionedRateLimiter.Create<TenantId, TenantId>(
        tenant => RateLimitPartition.GetConcurrencyLimiter(
            tenant, _ => new ConcurrencyLimiterOptions { PermitLimit = options.Value.MaxStreamsPerTenant, QueueLimit = 0 }));

    /// <summary>Takes a slot; disposing it gives it back.</summary>
    public IDisposable Take(TenantId tenant)
    {
        var lease = _slots.AttemptAcquire(tenant);
        if (lease.IsAcquired)
        {
            return lease;
        }

        lease.Dispose();
        throw new LimitExceededException(
            ErrorCodes.RateLimited,
            $"Tenant '{tenant}' has {options.Value.MaxStreamsPerTenant} event streams open, the most there may be. Close one, or raise HttpApiOptions.MaxStreamsPerTenant.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };
    }

    public void Dispose() => _slots.Dispose();
}
