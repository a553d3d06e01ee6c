namespace Paracle.Cache.Internal;

/// <summary>An entry of a value that was just made.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Payload">Its bytes, if they were needed.</param>
/// <param name="Life">How long it lives.</param>
/// <param name="IsCacheable">Whether it is small enough to be kept.</param>
internal readonly record struct MadeEntry<T>(CacheEntry<T> Entry, ReadOnlyMemory<byte>? Payload, TimeSpan Life, bool IsCacheable);
