namespace Paracle;

/// <summary>What a cache holds for a key.</summary>
/// <typeparam name="T">The kind of value.</typeparam>
/// <param name="Found">Whether there is a value; the rest means nothing without one.</param>
/// <param name="Value">The value.</param>
/// <param name="Age">How long ago it was made.</param>
/// <param name="Remaining">How much of its life is left; zero when it is stale.</param>
/// <param name="Layer">Where it was found.</param>
/// <param name="IsStale">Whether its life is over, and it is kept only in case its source fails (<see cref="CachePolicy.FailSafe"/>).</param>
public readonly record struct CacheResult<T>(bool Found, T Value, TimeSpan Age, TimeSpan Remaining, CacheLayer Layer, bool IsStale);
