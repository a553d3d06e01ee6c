namespace Paracle;

/// <summary>
/// Token buckets in this process's memory, at most <see cref="InMemoryOptions.MaxBuckets"/> that are not full: a full bucket is
/// forgotten, and its key starts full again. Time is the clock's monotonic one: setting the wall clock gives and takes nothing.
/// </summary>
/// <param name="timeProvider">The clock.</param>
/// <param name="options">The bounds, or null for their defaults.</param>
public sealed class InMemoryRateLimitStore(TimeProvider timeProvider, InMemoryOptions? options = null) : IRateLimitStore
{
    private readonly Lock _lock = new();
    private readonly long _start = timeProvider.GetTimestamp();
    private readonly ExpiringMap<string, TokenBucket> _buckets = new(
        new MemoryBound((options ?? new InMemoryOptions()).MaxBuckets, nameof(InMemoryOptions.MaxBuckets)));

    /// <summary>How many buckets are held because they are not full.</summary>
    internal int Count => _buckets.Count;

    /// <inheritdoc/>
    /// <exception cref="LimitExceededException">Memory holds its most buckets: the permits are refused.</exception>
    public ValueTask<RateLimitDecision> TryAcquireAsync(string key, RateLimitRule rule, long permits, CancellationToken cancellationToken)
    {
        InputRules.RequireKey(key, "rate limit key");
        rule.Validate(permits);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult(Change(key, rule, (bucket, now) => bucket.TryTake(rule, permits, now)));
        }
    }

    /// <inheritdoc/>
    /// <exception cref="LimitExceededException">Memory holds its most buckets.</exception>
    public ValueTask AdjustAsync(string key, RateLimitRule rule, long permits, CancellationToken cancellationToken)
    {
        InputRules.RequireKey(key, "rate limit key");
        rule.ValidateAdjustment(permits);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            Change(key, rule, (bucket, now) =>
            {
                bucket.GiveBack(rule, permits, now);
                return default;
            });
            return ValueTask.CompletedTask;
        }
    }

    private RateLimitDecision Change(string key, RateLimitRule rule, Func<TokenBucket, long, RateLimitDecision> change)
    {
        var now = timeProvider.GetElapsedTime(_start).Ticks;
        _buckets.RemoveLapsed(now);
        if (_buckets.Find(key) is { } known)
        {
            return change(known, now);
        }

        var bucket = new TokenBucket(rule, now);
        var decision = change(bucket, now);
        if (bucket.ExpiresAt > now)
        {
            _buckets.Add(key, bucket);
        }

        return decision;
    }
}
