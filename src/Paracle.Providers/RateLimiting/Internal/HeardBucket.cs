namespace Paracle.Providers.RateLimiting.Internal;

/// <summary>One limit as the provider told it last, less what was sent since, refilled as it said. Its owner locks.</summary>
internal sealed class HeardBucket(TimeProvider time)
{
    private double _level;
    private double _limit;
    private double _perSecond;
    private TimeSpan _reset;
    private long _at;

    // It is all there again once the reset is over: nothing is known any more, and nothing binds.
    private bool IsKnown => _reset > TimeSpan.Zero && time.GetElapsedTime(_at) < _reset;

    public void Hear(ProviderAllowance allowance)
    {
        _level = allowance.Remaining;
        _limit = allowance.Limit ?? double.MaxValue;
        _reset = allowance.Reset;
        _perSecond = allowance.Limit is { } limit && allowance.Reset > TimeSpan.Zero ? (limit - allowance.Remaining) / allowance.Reset.TotalSeconds : 0;
        _at = time.GetTimestamp();
    }

    public TimeSpan WaitFor(long amount)
    {
        if (!IsKnown)
        {
            return TimeSpan.Zero;
        }

        var gone = time.GetElapsedTime(_at);
        var lacking = Math.Min(amount, _limit) - (_level + (_perSecond * gone.TotalSeconds));
        var left = _reset - gone;
        return lacking <= 0 ? TimeSpan.Zero
            : _perSecond > 0 && lacking / _perSecond < left.TotalSeconds ? TimeSpan.FromSeconds(lacking / _perSecond) : left;
    }

    public void Take(long amount) => _level -= amount;
}
