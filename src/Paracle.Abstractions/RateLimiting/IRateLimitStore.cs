namespace Paracle;

/// <summary>Token buckets by key, in one process or shared by many hosts.</summary>
public interface IRateLimitStore
{
    /// <summary>Takes permits out of a bucket if it holds enough.</summary>
    /// <param name="key">The bucket's name: a key of 1 to 1,024 characters, the tenant included where it matters.</param>
    /// <param name="rule">The bucket's size and refill; the same for all callers of a key.</param>
    /// <param name="permits">How many, 1 to the bucket's size.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether they were taken, and when to try again if not.</returns>
    ValueTask<RateLimitDecision> TryAcquireAsync(string key, RateLimitRule rule, long permits, CancellationToken cancellationToken);

    /// <summary>Corrects a bucket once the true amount is known: gives permits back, or takes more, even below zero.</summary>
    /// <param name="key">The bucket's name.</param>
    /// <param name="rule">The bucket's size and refill.</param>
    /// <param name="permits">How many to give back; negative takes more. The bucket never holds more than its size.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when it is done.</returns>
    ValueTask AdjustAsync(string key, RateLimitRule rule, long permits, CancellationToken cancellationToken);
}
