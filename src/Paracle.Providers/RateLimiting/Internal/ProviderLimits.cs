namespace Paracle.Providers.RateLimiting.Internal;

/// <summary>What a provider said of its limits in an answer's headers. What it did not say, or said without sense, is null.</summary>
/// <param name="Requests">What is left of its requests.</param>
/// <param name="Tokens">What is left of its tokens.</param>
/// <param name="RetryAfter">How long it asks to be left alone.</param>
internal readonly record struct ProviderLimits(ProviderAllowance? Requests, ProviderAllowance? Tokens, TimeSpan? RetryAfter)
{
    public bool SaysNothing => Requests is null && Tokens is null && RetryAfter is null;
}
