namespace Paracle;

/// <summary>The answer of a rate limit.</summary>
/// <param name="IsAllowed">Whether the permits were taken.</param>
/// <param name="Remaining">Whole permits left in the bucket; never below zero.</param>
/// <param name="RetryAfter">When the same request can succeed if nobody else takes permits; zero when it was allowed.</param>
public readonly record struct RateLimitDecision(bool IsAllowed, long Remaining, TimeSpan RetryAfter);
