namespace Paracle;

/// <summary>A token bucket: holds <paramref name="Permits"/> at most, starts full, and refills evenly by as many in each <paramref name="Window"/>.</summary>
/// <param name="Permits">The size, 1 to 1,000,000,000.</param>
/// <param name="Window">How long a full refill takes: 1 ms to 31 days.</param>
public readonly record struct RateLimitRule(long Permits, TimeSpan Window)
{
    /// <summary>Checks the rule, and a number of permits against it.</summary>
    /// <param name="permits">The permits asked for.</param>
    /// <exception cref="InvalidInputException">The rule or the number is out of range.</exception>
    public void Validate(long permits)
    {
        InputRules.RequireRange(Permits, 1, 1_000_000_000, "permits of the rule");
        InputRules.RequireRange(Window.Ticks, TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerDay * 31, "window of the rule in ticks");
        InputRules.RequireRange(permits, 1, Permits, "permits");
    }
}
