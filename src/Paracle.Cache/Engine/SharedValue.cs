namespace Paracle.Cache.Internal;

/// <summary>What the second layer holds for a key.</summary>
/// <param name="IsAnswered">Whether it answered.</param>
/// <param name="Entry">The value, if it can be understood and its tags and epoch are right.</param>
/// <param name="IsStale">Whether the value's life is over.</param>
/// <param name="Seen">The version of what is there, whether it is of use or not.</param>
internal readonly record struct SharedValue<T>(bool IsAnswered, CacheEntry<T>? Entry, bool IsStale, SeenVersion Seen)
{
    public static SharedValue<T> Away => default;

    public static SharedValue<T> Missing => new(true, null, false, default);
}
