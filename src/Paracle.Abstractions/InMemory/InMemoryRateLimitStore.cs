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
            var now = RemoveFull();
            return ValueTask.FromResult((_buckets.Find(key) ?? Add(key, rule, now)).TryTake(rule, permits, now));
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
            var now = RemoveFull();
            var bucket = _buckets.Find(key) ?? (permits < 0 ? Add(key, rule, now) : null);
            bucket?.GiveBack(rule, permits, now);
            return ValueTask.CompletedTask;
        }
    }

    private long RemoveFull()
    {
        var now = timeProvider.GetElapsedTime(_start).Ticks;
        _buckets.RemoveLapsed(now);
        return now;
    }

    private TokenBucket Add(string key, RateLimitRule rule, long now)
    {
        var bucket = new TokenBucket(rule, now);
        _buckets.Add(key, bucket);
        return bucket;
    }
}
