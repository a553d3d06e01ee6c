namespace Paracle;

/// <summary>A token bucket: holds <paramref name="Permits"/> at most, starts full, and refills evenly by as many in each <paramref name="Window"/>.</summary>
/// <param name="Permits">The size, 1 to 1,000,000,000.</param>
/// <param name="Window">How long a full refill takes: 1 ms to 31 days.</param>
public readonly record struct RateLimitRule(long Permits, TimeSpan Window)
{
    private const long MaxPermits = 1_000_000_000;

    /// <summary>Checks the rule, and a number of permits against it.</summary>
    /// <param name="permits">The permits asked for.</param>
    /// <exception cref="InvalidInputException">The rule or the number is out of range.</exception>
    public void Validate(long permits)
    {
        Validate();
        InputRules.RequireRange(permits, 1, Permits, "permits");
    }

    /// <summary>Checks the rule, and a correction.</summary>
    /// <param name="permits">The permits to give back; negative takes more.</param>
    /// <exception cref="InvalidInputException">The rule is out of range, or the number is beyond 1,000,000,000 either way.</exception>
    public void ValidateAdjustment(long permits)
    {
        Validate();
        InputRules.RequireRange(permits, -MaxPermits, MaxPermits, "permits");
    }

    private void Validate()
    {
        InputRules.RequireRange(Permits, 1, MaxPermits, "permits of the rule");
        if (Window < TimeSpan.FromMilliseconds(1) || Window > TimeSpan.FromDays(31))
        {
            throw new InvalidInputException("window", $"The window of the rule is {Window}; it must lie in 1 ms to 31 days.");
        }
    }
}
