namespace Paracle.AspNetCore.Internal.RateLimits;

/// <summary>Counts the requests of a caller to an endpoint.</summary>
internal interface IRequestLimiter
{
    ValueTask<RateLimitDecision> TryAcquireAsync(Caller caller, string endpoint, CancellationToken cancellationToken);
}
