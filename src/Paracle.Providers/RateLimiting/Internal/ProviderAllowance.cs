namespace Paracle.Providers.RateLimiting.Internal;

/// <summary>What is left of one of a provider's limits.</summary>
/// <param name="Remaining">How much is left.</param>
/// <param name="Limit">How much there is when all of it is, or null.</param>
/// <param name="Reset">How long until all of it is there again.</param>
internal sealed record ProviderAllowance(long Remaining, long? Limit, TimeSpan Reset);
