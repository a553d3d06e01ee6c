namespace Paracle.Providers.RateLimiting.Internal;

/// <summary>What the provider says of its limits for a model: it knows best, as it sees all hosts.</summary>
internal sealed class HeardLimits(TimeProvider time)
{
    // A provider may be well again sooner than it said; after this a call may see.
    private static readonly TimeSpan LongestBlock = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly HeardBucket _requests = new(time);
    private readonly HeardBucket _tokens = new(time);
    private TimeSpan _blockedFor;
    private long _blockedAt;

    public void Hear(ProviderLimits limits)
    {
        lock (_lock)
        {
            if (limits.Requests is { } requests)
            {
                _requests.Hear(requests);
            }

            if (limits.Tokens is { } tokens)
            {
                _tokens.Hear(tokens);
            }

            if (limits.RetryAfter is { } wait && wait > Blocked())
            {
                (_blockedFor, _blockedAt) = (wait < LongestBlock ? wait : LongestBlock, time.GetTimestamp());
            }
        }
    }

    /// <summary>How long until the provider has room for a request of so many tokens.</summary>
    public TimeSpan WaitFor(long tokens)
    {
        lock (_lock)
        {
            return TimeSpan.FromTicks(Math.Max(Blocked().Ticks, Math.Max(_requests.WaitFor(1).Ticks, _tokens.WaitFor(tokens).Ticks)));
        }
    }

    public void Take(long tokens)
    {
        lock (_lock)
        {
            _requests.Take(1);
            _tokens.Take(tokens);
        }
    }

    private TimeSpan Blocked()
    {
        var left = _blockedFor - time.GetElapsedTime(_blockedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
